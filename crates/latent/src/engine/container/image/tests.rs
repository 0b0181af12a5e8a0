//! Images on an engine in memory: what is asked of it, how often, and what its answers mean. The clock is paused.

mod fetched;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use docker_wire::{
    ApiVersion, Body, Client, Daemon, Transport, TransportError,
    auth::RegistryAuth,
    client::credentials::Credentials,
    transport::{BoxFuture, Opened},
};
use http::{Request, Response};
use serde_json::{Value, json};

use super::{super::Recipe, *};

const IMAGE: &str = "registry.example/worker:1";

/// What the engine has, and what it was asked.
#[derive(Default)]
struct State {
    image: Option<Value>,
    /// What the registry says the digest is; none is a registry that is away.
    digest: Option<&'static str>,
    /// The pieces in which a builder's output comes; none is a short build that succeeds.
    built: Vec<&'static str>,
    /// Whether what is pulled or built is nowhere afterwards.
    nothing_made: bool,
    /// How the next pulls end; after the last of them pulls succeed.
    pulls: VecDeque<Pulled>,
    asked: Vec<String>,
    /// The names under which images were built.
    tags: Vec<String>,
    /// The credentials that came with requests.
    auth: Vec<String>,
    /// What the engine says it is made of.
    made_of: &'static str,
    /// The targets of builds.
    builds: Vec<String>,
    /// How builds are answered, in their order; after the last of them builds succeed.
    answers: VecDeque<(u16, &'static str)>,
    /// The recipe on the label of what is built; none labels nothing.
    labelled: Option<String>,
}

enum Pulled {
    Status(u16, &'static str),
    InBand(&'static str),
    Silence,
}

#[derive(Default)]
struct Scripted(Mutex<State>);

impl Scripted {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn client(self: &Arc<Self>) -> Client {
        Daemon::over(self.clone()).pin(ApiVersion::V1_41)
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }

    fn answer(&self, what: &str) -> (u16, Body) {
        let mut state = self.state();
        let message = |text: &str| Body::from(json!({ "message": text }).to_string());
        match what {
            "look" => match &state.image {
                Some(image) => (200, Body::from(image.to_string())),
                None => (404, message("No such image")),
            },
            "digest" => match state.digest {
                Some(digest) => (200, Body::from(json!({ "Descriptor": { "digest": digest } }).to_string())),
                None => (500, message("dial tcp: i/o timeout")),
            },
            "version" => {
                let components = json!([{ "Name": state.made_of, "Version": "1" }]);
                (200, Body::from(json!({ "ApiVersion": "1.41", "Components": components }).to_string()))
            }
            "build" if !state.answers.is_empty() => {
                let (status, text) = state.answers.pop_front().unwrap_or_default();
                (status, message(text))
            }
            "pull" => match state.pulls.pop_front() {
                None => {
                    state.image = (!state.nothing_made).then(|| image(None));
                    (200, Body::from("{\"status\":\"done\"}\r\n"))
                }
                Some(Pulled::Status(status, text)) => (status, message(text)),
                Some(Pulled::InBand(text)) => (
                    200,
                    Body::from(format!(
                        "{}\r\n",
                        json!({ "error": text, "errorDetail": { "message": text } })
                    )),
                ),
                Some(Pulled::Silence) => {
                    let (feeder, body) = Body::channel(1);
                    // Whoever holds it never says anything.
                    std::mem::forget(feeder);
                    (200, body)
                }
            },
            _ if !state.built.is_empty() => {
                let (feeder, body) = Body::channel(1);
                let pieces = std::mem::take(&mut state.built);
                tokio::spawn(async move {
                    for piece in pieces {
                        feeder.feed(piece.into()).await.unwrap();
                    }
                });
                (200, body)
            }
            _ => {
                let labelled = state.labelled.clone();
                state.image = (!state.nothing_made).then(|| image(labelled.as_deref()));
                (200, Body::from("{\"stream\":\"Step 1/1\"}\n{\"aux\":{\"ID\":\"sha256:1\"}}\n"))
            }
        }
    }
}

impl Transport for Scripted {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let path = request.uri().path().to_owned();
        let what = match path {
            path if path.contains("/distribution/") => "digest",
            path if path.ends_with("/images/create") => "pull",
            path if path.ends_with("/build") => {
                self.state().builds.push(request.uri().to_string());
                "build"
            }
            path if path.ends_with("/version") => "version",
            _ => "look",
        };
        self.state().asked.push(what.to_owned());
        let tag = request.uri().query().unwrap_or_default().split('&').find_map(|it| it.strip_prefix("t="));
        self.state().tags.extend(tag.map(str::to_owned));
        let auth = request.headers().get("x-registry-auth");
        let auth = auth.map(|value| value.to_str().unwrap().to_owned());
        self.state().auth.extend(auth.filter(|auth| !auth.is_empty()));
        Box::pin(async move {
            // A pull takes a while, so that others can come meanwhile.
            tokio::time::sleep(Duration::from_millis(10)).await;
            let (status, body) = self.answer(what);
            Ok(Response::builder()
                .status(status)
                .header("content-type", "application/json")
                .body(body)
                .unwrap())
        })
    }

    fn open(&self, _: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async { Err(TransportError::unsent("nothing is opened here")) })
    }

    fn endpoint(&self) -> Arc<str> {
        "memory".into()
    }
}

fn image(recipe: Option<&str>) -> Value {
    let labels: BTreeMap<&str, &str> = recipe.map(|recipe| (RECIPE, recipe)).into_iter().collect();
    json!({ "Id": "sha256:1", "RepoDigests": ["registry.example/worker@sha256:old"], "Config": { "Labels": labels } })
}

fn source(pull: Pull) -> ImageSource {
    ImageSource { pull, ..ImageSource::named(IMAGE) }
}

async fn ensure(
    engine: &Arc<Scripted>,
    images: &Images,
    source: &ImageSource,
) -> Result<(), (Class, String)> {
    images.ensure(&engine.client(), source, IMAGE).await.map(drop).map_err(|error| match error {
        CallError::Refused { class, reason } => (class, reason),
        CallError::Lost { reason } => panic!("{reason}"),
    })
}

#[tokio::test(start_paused = true)]
async fn each_policy_asks_for_what_it_needs() {
    // Policy; whether the image is there; what the registry says; what is asked.
    let table: [(Pull, bool, Option<&str>, &[&str]); 9] = [
        (Pull::Never, true, None, &["look"]),
        (Pull::Missing, true, None, &["look"]),
        (Pull::Missing, false, None, &["look", "pull", "look"]),
        (Pull::Always, true, None, &["look", "pull", "look"]),
        (Pull::IfDigestChanged, true, Some("sha256:old"), &["look", "digest"]),
        (Pull::IfDigestChanged, true, Some("sha256:new"), &["look", "digest", "pull", "look"]),
        (Pull::IfDigestChanged, true, None, &["look", "digest"]),
        (Pull::IfDigestChanged, false, None, &["look", "pull", "look"]),
        (Pull::Daily, true, None, &["look", "pull", "look"]),
    ];
    for (pull, there, digest, asked) in table {
        let engine = Arc::new(Scripted::default());
        engine.state().image = there.then(|| image(None));
        engine.state().digest = digest;
        ensure(&engine, &Images::default(), &source(pull)).await.unwrap();
        assert_eq!(engine.asked(), asked, "{pull:?} {there} {digest:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_image_that_nobody_may_pull_is_rejected() {
    let engine = Arc::new(Scripted::default());
    let (class, reason) = ensure(&engine, &Images::default(), &source(Pull::Never)).await.unwrap_err();
    assert_eq!(class, Class::Rejected);
    assert!(reason.contains(IMAGE), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn an_image_is_pulled_before_it_is_built_where_that_is_asked_for() {
    let recipe = Recipe { dockerfile: "FROM scratch".to_owned(), ..Recipe::default() };
    // Whether an image is there, and how it is labelled; how the pull ends; what is asked.
    let table: [(Option<Value>, Option<Pulled>, &[&str]); 6] = [
        (Some(image(None)), None, &["look"]),
        (Some(image(Some(&recipe.hash()))), None, &["look"]),
        (Some(image(Some("another"))), None, &["look", "pull", "look"]),
        (None, None, &["look", "pull", "look"]),
        (None, Some(Pulled::InBand("manifest unknown")), &["look", "pull", "build", "look"]),
        (None, Some(Pulled::Status(500, "dial tcp: i/o timeout")), &["look", "pull", "build", "look"]),
    ];
    for (there, pulled, asked) in table {
        let engine = Arc::new(Scripted::default());
        engine.state().image = there;
        engine.state().pulls = pulled.into_iter().collect();
        let source = ImageSource { recipe: Some(recipe.clone()), ..source(Pull::BeforeBuild) };
        ensure(&engine, &Images::default(), &source).await.unwrap();
        assert_eq!(engine.asked(), asked);
    }
}

#[tokio::test(start_paused = true)]
async fn a_daily_image_is_pulled_again_after_a_day() {
    let engine = Arc::new(Scripted::default());
    let images = Images::default();
    let daily = source(Pull::Daily);
    ensure(&engine, &images, &daily).await.unwrap();
    tokio::time::sleep(DAY - Duration::from_secs(1)).await;
    ensure(&engine, &images, &daily).await.unwrap();
    assert_eq!(engine.asked(), ["look", "pull", "look", "look"]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    ensure(&engine, &images, &daily).await.unwrap();
    assert_eq!(engine.asked(), ["look", "pull", "look"]);
}

/// Asks for one image sixteen times at once.
async fn sixteen(
    engine: &Arc<Scripted>,
    images: &Arc<Images>,
    source: &ImageSource,
) -> Vec<Result<(), (Class, String)>> {
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (engine, images, source) = (engine.clone(), images.clone(), source.clone());
        calls.spawn(async move { ensure(&engine, &images, &source).await });
    }
    calls.join_all().await
}

#[tokio::test(start_paused = true)]
async fn sixteen_starts_at_the_same_time_share_one_pull_one_question_and_one_build() {
    let recipe = Recipe { dockerfile: "FROM scratch".to_owned(), ..Recipe::default() };
    // What is asked for; whether the image is there; what is asked of the engine once.
    let table = [
        (source(Pull::Missing), false, "pull"),
        (source(Pull::Always), false, "pull"),
        (source(Pull::Always), true, "pull"),
        (source(Pull::Daily), true, "pull"),
        (source(Pull::IfDigestChanged), true, "digest"),
        (ImageSource { recipe: Some(recipe), ..source(Pull::Never) }, false, "build"),
    ];
    for (source, there, work) in table {
        let engine = Arc::new(Scripted::default());
        engine.state().image = there.then(|| image(None));
        engine.state().digest = Some("sha256:old");
        let all = sixteen(&engine, &Arc::default(), &source).await;
        assert_eq!(all, vec![Ok(()); 16]);
        let asked = engine.asked();
        let count = |what: &str| asked.iter().filter(|asked| *asked == what).count();
        assert_eq!(["pull", "digest", "build"].map(count).iter().sum::<usize>(), 1, "{asked:?}");
        assert_eq!(count(work), 1, "{asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn sixteen_starts_at_the_same_time_share_a_failure_and_the_next_one_tries_anew() {
    let away = || Pulled::Status(500, "dial tcp: no such host");
    let engine = Arc::new(Scripted::default());
    engine.state().pulls = VecDeque::from([away(), away(), away()]);
    let images = Arc::new(Images::default());
    let all = sixteen(&engine, &images, &source(Pull::Missing)).await;
    assert!(all.iter().all(|done| matches!(done, Err((Class::Infra, _)))), "{all:?}");
    assert_eq!(engine.asked().iter().filter(|what| *what == "pull").count(), 3);
    ensure(&engine, &images, &source(Pull::Missing)).await.unwrap();

    // A registry that is away is asked once for all of them where an older image is here.
    engine.state().pulls = VecDeque::from([away()]);
    engine.asked();
    assert_eq!(sixteen(&engine, &images, &source(Pull::Always)).await, vec![Ok(()); 16]);
    assert_eq!(engine.asked().iter().filter(|what| *what == "pull").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_one_start_may_not_do_keeps_no_other_from_it() {
    let (never, missing, always) = (source(Pull::Never), source(Pull::Missing), source(Pull::Always));
    let (engine, images) = (Arc::new(Scripted::default()), Images::default());
    let (refused, pulled) =
        tokio::join!(ensure(&engine, &images, &never), ensure(&engine, &images, &missing));
    assert!(matches!(refused, Err((Class::Rejected, _))), "{refused:?}");
    pulled.unwrap();

    engine.asked();
    let (found, pulled) = tokio::join!(ensure(&engine, &images, &missing), ensure(&engine, &images, &always));
    assert_eq!((found, pulled), (Ok(()), Ok(())));
    assert_eq!(engine.asked(), ["look", "look", "pull", "look"], "who only looked has pulled nothing");
}

#[tokio::test(start_paused = true)]
async fn a_start_that_is_given_up_leaves_the_work_to_the_next() {
    let engine = Arc::new(Scripted::default());
    engine.state().pulls = VecDeque::from([Pulled::Silence]);
    let images = Images::default();
    let source = source(Pull::Missing);
    let given_up = tokio::time::timeout(Duration::from_secs(1), ensure(&engine, &images, &source));
    let (given_up, next) = tokio::join!(given_up, ensure(&engine, &images, &source));
    assert!(given_up.is_err(), "it waited for what never came");
    next.unwrap();
    assert_eq!(engine.asked(), ["look", "pull", "look", "pull", "look"]);
}

#[tokio::test(start_paused = true)]
async fn s88_what_was_pulled_or_built_and_is_not_there_is_rejected() {
    let recipe = Recipe { dockerfile: "FROM scratch".to_owned(), ..Recipe::default() };
    let table = [
        (source(Pull::Missing), "was pulled"),
        (ImageSource { recipe: Some(recipe), ..source(Pull::Never) }, "was built"),
    ];
    for (source, what) in table {
        let engine = Arc::new(Scripted::default());
        engine.state().nothing_made = true;
        let (class, reason) = ensure(&engine, &Images::default(), &source).await.unwrap_err();
        assert_eq!(class, Class::Rejected);
        assert!(reason.contains(what) && reason.contains(IMAGE), "{reason}");
    }
}

/// One document in two pieces, two documents in one piece, two lines in one document, and blank ones.
#[tokio::test(start_paused = true)]
async fn s101_s102_the_output_of_a_build_is_told_line_by_line_however_it_is_cut_and_its_error_with_its_step()
{
    let engine = Arc::new(Scripted::default());
    engine.state().built = vec![
        "{\"stream\":\"Step 1/2 : FROM a\\n\"}\r\n{\"stream\":\"\\n\"}{\"stre",
        "am\":\"one\\n\\ntwo\\n\"}\r\n",
        "{\"stream\":\"Step 2/2 : RUN false\\n\"}{\"errorDetail\":{\"message\":\"code 1\"},\"error\":\"code 1\"}",
    ];
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines = told.clone();
    let witness = move |step: ImageStep<'_>| {
        if let ImageStep::Line(line) = step {
            lines.lock().unwrap().push(line.to_owned());
        }
    };
    let recipe = Recipe { dockerfile: "FROM a\nRUN false".to_owned(), ..Recipe::default() };
    let source =
        ImageSource { recipe: Some(recipe), witness: Some(Arc::new(witness)), ..source(Pull::Never) };
    let (class, reason) = ensure(&engine, &Images::default(), &source).await.unwrap_err();
    assert_eq!(class, Class::Rejected);
    assert!(reason.contains("Step 2/2 : RUN false") && reason.contains("code 1"), "{reason}");
    assert_eq!(*told.lock().unwrap(), ["Step 1/2 : FROM a", "one", "two", "Step 2/2 : RUN false"]);
}

#[tokio::test(start_paused = true)]
async fn s90_a_dockerfile_is_built_under_the_name_of_an_image_that_is_absent_and_of_no_other() {
    let recipe = Recipe { dockerfile: "FROM scratch".to_owned(), ..Recipe::default() };
    let source = ImageSource { recipe: Some(recipe), ..source(Pull::Never) };
    for (there, asked) in [(None, &["look", "build", "look"][..]), (Some(image(None)), &["look"])] {
        let engine = Arc::new(Scripted::default());
        engine.state().image = there;
        ensure(&engine, &Images::default(), &source).await.unwrap();
        assert_eq!(engine.asked(), asked);
        let names = engine.state().tags.clone();
        assert!(names.iter().all(|name| name == IMAGE) && names.len() == asked.len() / 2, "{names:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn s91_autopull_pulls_what_is_absent_once_and_with_always_what_is_there() {
    // As `autopull` and `alwaysPull` are read; whether the image is there; how many pulls.
    let table = [
        (Pull::Missing, false, 1),
        (Pull::Missing, true, 0),
        (Pull::Always, true, 1),
        (Pull::Always, false, 1),
        (Pull::Never, true, 0),
    ];
    for (pull, there, pulls) in table {
        let engine = Arc::new(Scripted::default());
        engine.state().image = there.then(|| image(None));
        ensure(&engine, &Images::default(), &source(pull)).await.unwrap();
        let asked = engine.asked();
        assert_eq!(asked.iter().filter(|what| *what == "pull").count(), pulls, "{pull:?} {there} {asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_what_may_pass_is_tried_again() {
    let away = || Pulled::Status(500, "dial tcp 10.0.0.1:443: i/o timeout");
    // How pulls end; how many are asked for; and what comes of it.
    let table: [(Vec<Pulled>, usize, Option<Class>); 6] = [
        (vec![away(), away()], 3, None),
        (vec![away(), away(), away()], 3, Some(Class::Infra)),
        (vec![Pulled::InBand("unexpected EOF")], 2, None),
        (vec![Pulled::Status(404, "manifest unknown")], 1, Some(Class::Rejected)),
        (vec![Pulled::InBand("manifest unknown")], 1, Some(Class::Rejected)),
        (vec![Pulled::Status(500, "unauthorized: authentication required")], 1, Some(Class::Rejected)),
    ];
    for (pulls, count, class) in table {
        let engine = Arc::new(Scripted::default());
        engine.state().pulls = pulls.into();
        let done = ensure(&engine, &Images::default(), &source(Pull::Missing)).await;
        assert_eq!(done.as_ref().err().map(|(class, _)| *class), class, "{done:?}");
        assert_eq!(engine.asked().iter().filter(|what| *what == "pull").count(), count, "{done:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pull_without_progress_is_given_up_and_tried_again() {
    let engine = Arc::new(Scripted::default());
    engine.state().pulls = VecDeque::from([Pulled::Silence]);
    let began = Instant::now();
    ensure(&engine, &Images::default(), &source(Pull::Missing)).await.unwrap();
    assert_eq!(engine.asked(), ["look", "pull", "pull", "look"]);
    assert!(
        (PROGRESS..PROGRESS + Duration::from_secs(11)).contains(&began.elapsed()),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn all_tries_of_a_pull_together_take_five_minutes_at_most() {
    let engine = Arc::new(Scripted::default());
    engine.state().pulls = (0..3).map(|_| Pulled::Silence).collect();
    let began = Instant::now();
    let (class, reason) = ensure(&engine, &Images::default(), &source(Pull::Missing)).await.unwrap_err();
    assert_eq!((class, began.elapsed()), (Class::Infra, IMAGE_TIMEOUT + Duration::from_millis(10)));
    assert!(reason.contains("was not pulled"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn a_registry_that_is_away_does_not_keep_what_is_here_from_being_used() {
    let engine = Arc::new(Scripted::default());
    engine.state().image = Some(image(None));
    engine.state().pulls = VecDeque::from([Pulled::Status(500, "dial tcp: no such host")]);
    ensure(&engine, &Images::default(), &source(Pull::Always)).await.unwrap();
    assert_eq!(engine.asked(), ["look", "pull"], "and nobody waits for another try");
}

#[tokio::test(start_paused = true)]
async fn credentials_go_to_their_registry_only() {
    let auth = RegistryAuth::password("u", "p");
    for (address, sent) in [("registry.example", 1), ("other.example", 0)] {
        let engine = Arc::new(Scripted::default());
        let credentials = Credentials::none().registry(address, auth.clone());
        let source = ImageSource { credentials, ..source(Pull::Missing) };
        ensure(&engine, &Images::default(), &source).await.unwrap();
        assert_eq!(engine.state().auth.len(), sent, "{address}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_image_is_built_where_it_is_missing_or_of_another_recipe() {
    let recipe = Recipe { dockerfile: "FROM scratch".to_owned(), ..Recipe::default() };
    let hash = recipe.hash();
    let table = [
        (None, 1),
        (Some(image(Some(&hash))), 0),
        (Some(image(Some("another"))), 1),
        // Somebody else made it, so it is what the operator wants.
        (Some(image(None)), 0),
    ];
    for (there, builds) in table {
        let engine = Arc::new(Scripted::default());
        // What is built is never pulled; its base may be, while it is built.
        for pull in [Pull::Never, Pull::Always] {
            engine.state().image = there.clone();
            let source = ImageSource { recipe: Some(recipe.clone()), ..source(pull) };
            ensure(&engine, &Images::default(), &source).await.unwrap();
            let asked = engine.asked();
            assert_eq!(asked, ["look", "build", "look"][..=2 * builds], "{there:?}");
        }
    }
}

#[test]
fn recipes_differ_in_whatever_an_image_is_built_from() {
    let plain = Recipe { dockerfile: "FROM a".to_owned(), ..Recipe::default() };
    let args =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let mut all = vec![
        Recipe { dockerfile: "FROM b".to_owned(), ..plain.clone() },
        Recipe { files: vec![("a".to_owned(), 0o644, "x".into())], ..plain.clone() },
        Recipe { files: vec![("a".to_owned(), 0o755, "x".into())], ..plain.clone() },
        Recipe { context: Some("x".into()), ..plain.clone() },
        Recipe { fetched: Some(fetched::context("https://h/x.git#a")), ..plain.clone() },
        Recipe { fetched: Some(fetched::context("https://h/x.git#b")), ..plain.clone() },
        Recipe { buildargs: args(&[("A", "b"), ("C", "")]), ..plain.clone() },
        Recipe { buildargs: args(&[("A", ""), ("C", "b")]), ..plain.clone() },
        Recipe { target: Some("t".to_owned()), ..plain.clone() },
        Recipe { platform: Some("linux/arm64".to_owned()), ..plain.clone() },
        plain.clone(),
    ];
    let hashes: std::collections::BTreeSet<String> = all.drain(..).map(|recipe| recipe.hash()).collect();
    assert_eq!(hashes.len(), 11);
    // Who owns the image says nothing about what is in it.
    assert_eq!(Recipe { labels: args(&[("a", "b")]), ..plain.clone() }.hash(), plain.hash());
}
