//! Names of images.

use docker_wire::model::ImageReference;

/// How long a name may be; what Docker adds to one can make it longer.
const LONGEST: usize = 255;

/// Checks that a name is written as it was read, that its parts make it up, and that its full form means the same.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let image = match text.parse::<ImageReference>() {
        Ok(image) => image,
        Err(error) => {
            let error = error.to_string();
            assert!(error.contains(" is no name of an image: ") && !error.contains('\n'), "{error}");
            return;
        }
    };
    assert_eq!(image.to_string(), text);
    let tag = image.tag().map(|tag| format!(":{tag}")).unwrap_or_default();
    let digest = image.digest().map(|digest| format!("@{digest}")).unwrap_or_default();
    assert_eq!(format!("{}{tag}{digest}", image.name()), text);

    let full = image.full();
    assert!(full.starts_with(&format!("{}/{}", image.registry(), image.path())), "{full}");
    if image.registry().len() + image.path().len() < LONGEST {
        let again: ImageReference = full.parse().unwrap_or_else(|error| panic!("{full}: {error}"));
        assert_eq!((again.registry(), again.path(), again.full()), (image.registry(), image.path(), full));
    }
}
