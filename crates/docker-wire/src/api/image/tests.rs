//! What the operations of images put on the wire, with everything set that can be set.

use http::header;
use serde_json::json;

use crate::{
    api::{
        Filters, image,
        tests::{request, target},
    },
    body::Body,
    catalogue::Policy,
    error::{Context, Phase},
    model::{Platform, Ulimit},
    operation::prepare,
    version::ApiVersion,
};

#[test]
fn image_operations() {
    let platform = || Platform::new().os("linux").architecture("arm64").variant("v8");
    let platform_text = r#"{"architecture":"arm64","os":"linux","variant":"v8"}"#;
    assert_eq!(
        target(image::Pull::new("127.0.0.1:5000/a").platform("linux/arm64")),
        "POST /v1.51/images/create?fromImage=127.0.0.1:5000/a&tag=latest&platform=linux/arm64"
    );
    assert_eq!(target(image::Pull::new("a:1").tag("2")), "POST /v1.51/images/create?fromImage=a&tag=2");
    assert_eq!(
        target(
            image::Import::from_url("http://x/")
                .repo("r")
                .tag("t")
                .message("m")
                .changes(["CMD a", "ENV b=c"])
        ),
        "POST /v1.51/images/create?fromSrc=http://x/&repo=r&tag=t&message=m&changes=CMD a&changes=ENV b=c"
    );
    assert_eq!(
        target(
            image::List::new()
                .all(true)
                .filters(Filters::new().dangling(true))
                .filter("f")
                .shared_size(true)
                .digests(true)
                .manifests(true)
                .identity(true)
        ),
        "GET /v1.51/images/json?all=true&filters={\"dangling\":[\"true\"]}&filter=f&shared-size=true&digests=true\
         &manifests=true&identity=true"
    );
    assert_eq!(
        target(image::Inspect::new("a/b:1").manifests(true).platform(platform())),
        format!("GET /v1.51/images/a/b:1/json?manifests=true&platform={platform_text}")
    );
    assert_eq!(
        target(image::Tag::new("sha256:0", "r.example:1/a:t")),
        "POST /v1.51/images/sha256:0/tag?repo=r.example:1/a&tag=t"
    );
    assert_eq!(
        target(
            image::Remove::new("a")
                .force(true)
                .noprune(true)
                .platforms([platform(), Platform::new().os("x")])
        ),
        format!(
            "DELETE /v1.51/images/a?force=true&noprune=true&platforms={platform_text}&platforms={{\"os\":\"x\"}}"
        )
    );
}

#[test]
fn a_build_says_everything() {
    assert_eq!(
        target(full_build()),
        "POST /v1.51/build?t=a:1&t=b:2&dockerfile=D&target=s&buildargs={\"A\":\"1\"}&labels={\"k\":\"v\"}&rm=false\
         &forcerm=true&q=true&nocache=true&pull=true&squash=true&cachefrom=[\"x\"]&networkmode=host\
         &platform=linux/arm64&extrahosts=h:1&extrahosts=i:2&securityopt=o\
         &ulimits=[{\"Name\":\"nofile\",\"Soft\":5,\"Hard\":5}]&memory=1&memswap=-1&cpushares=2&cpuperiod=3&cpuquota=4\
         &cpusetcpus=0&cpusetmems=1&cgroupparent=g&shmsize=5&isolation=hyperv&version=1&outputs=[]&session=s\
         &buildid=b"
    );
    assert_eq!(
        target(image::Build::from_url("git://x")),
        "POST /v1.51/build?remote=git://x&rm=true&forcerm=true"
    );
    let request = request(full_build());
    assert_eq!(request.headers()[header::CONTENT_TYPE], "application/x-tar");
    assert_eq!(request.body().exact_length(), Some(4 * 512 + 1024));
}

#[test]
fn a_file_fits_only_into_a_context_in_memory() {
    let ready = image::Build::new(Body::from("tar")).file("a", 0o644, "");
    let error = prepare(ready, Some(ApiVersion::V1_41), Policy::Refuse, &mut Context::default()).unwrap_err();
    assert_eq!(error.phase(), Phase::Prepare);
}

pub(in crate::api) fn full_build() -> image::Build {
    image::Build::from_dockerfile("FROM scratch")
        .file("a", 0o644, "text")
        .t(["a:1", "b:2"])
        .dockerfile("D")
        .target("s")
        .buildargs([("A", "1")])
        .labels([("k", "v")])
        .rm(false)
        .q(true)
        .nocache(true)
        .pull(true)
        .squash(true)
        .cachefrom(["x"])
        .networkmode("host")
        .platform("linux/arm64")
        .extrahosts(["h:1", "i:2"])
        .securityopt(["o"])
        .ulimits([Ulimit::both("nofile", 5)])
        .memory(1)
        .memswap(-1)
        .cpushares(2)
        .cpuperiod(3)
        .cpuquota(4)
        .cpusetcpus("0")
        .cpusetmems("1")
        .cgroupparent("g")
        .shmsize(5)
        .isolation("hyperv")
        .version(image::BuilderVersion::Classic)
        .outputs(json!([]))
        .session("s")
        .buildid("b")
}
