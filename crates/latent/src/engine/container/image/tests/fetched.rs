//! Images whose context the engine fetches: under which path, how often, and what is told of it.

use super::*;

/// The context of a URL without its login.
pub(super) fn context(identity: &str) -> Fetched {
    Fetched {
        url: identity.replace("://", "://u:hunter2@"),
        identity: identity.to_owned(),
        shown: identity.replace("://", "://<redacted>@"),
        secrets: vec!["u:hunter2".to_owned(), "hunter2".to_owned()],
    }
}

/// An engine, and a source whose context it fetches.
fn fetching(pull: Pull) -> (Arc<Scripted>, ImageSource) {
    let recipe = Recipe { fetched: Some(context("https://h/x.git#main")), ..Recipe::default() };
    let engine = Arc::new(Scripted::default());
    engine.state().labelled = Some(recipe.hash());
    (engine, ImageSource { recipe: Some(recipe), ..source(pull) })
}

#[tokio::test(start_paused = true)]
async fn a_context_is_fetched_by_the_engine_under_the_path_where_it_looks_for_it() {
    for (made_of, path) in [("Engine", "/v1.41/build?"), ("Podman Engine", "/v1.41/libpod/build?")] {
        let (engine, source) = fetching(Pull::Never);
        engine.state().made_of = made_of;
        ensure(&engine, &Images::default(), &source).await.unwrap();
        assert_eq!(engine.asked(), ["look", "version", "build", "look"]);
        let build = engine.state().builds[0].clone();
        assert!(build.starts_with(path), "{build}");
        assert!(build.contains("remote=https://u:hunter2@h/x.git%23main"), "{build}");
        assert!(build.contains(&format!("t={IMAGE}")) && build.contains("forcerm=true"), "{build}");
        assert!(!format!("{source:?}").contains("hunter2"));
    }
}

/// How often a context is built: at first; at once again; with what is there two days later; by another process.
#[tokio::test(start_paused = true)]
async fn what_is_behind_a_url_is_built_again_as_often_as_an_image_would_be_pulled() {
    let table = [
        (Pull::Never, [1, 1, 1, 1]),
        (Pull::Missing, [1, 1, 1, 1]),
        (Pull::Daily, [1, 1, 2, 3]),
        (Pull::Always, [1, 2, 3, 4]),
    ];
    for (pull, expected) in table {
        let (engine, source) = fetching(pull);
        let images = Images::default();
        let mut builds = Vec::new();
        for days in [0, 0, 2] {
            tokio::time::sleep(DAY * days).await;
            ensure(&engine, &images, &source).await.unwrap();
            builds.push(engine.state().builds.len());
        }
        ensure(&engine, &Images::default(), &source).await.unwrap();
        builds.push(engine.state().builds.len());
        assert_eq!(builds, expected, "{pull:?}");
    }
    // Of sixteen starts at once one has it built.
    let (engine, fetched) = fetching(Pull::Always);
    ensure(&engine, &Images::default(), &fetched).await.unwrap();
    assert_eq!(sixteen(&engine, &Arc::default(), &fetched).await, vec![Ok(()); 16]);
    assert_eq!(engine.state().builds.len(), 2);
    // What somebody else made under that name is what the operator wants, and what is sent cannot have changed.
    let (engine, fetched) = fetching(Pull::Always);
    engine.state().image = Some(image(None));
    ensure(&engine, &Images::default(), &fetched).await.unwrap();
    let recipe = Recipe { dockerfile: "FROM scratch".to_owned(), ..Recipe::default() };
    engine.state().image = Some(image(Some(&recipe.hash())));
    let sent = ImageSource { recipe: Some(recipe), ..source(Pull::Always) };
    ensure(&engine, &Images::default(), &sent).await.unwrap();
    assert_eq!(engine.state().builds.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_url_that_is_away_does_not_keep_what_is_here_from_being_used_and_its_login_is_told_to_nobody() {
    let away = (500, "error fetching https://u:hunter2@h/x.git#main: dial tcp: no such host (hunter2)");
    let wrong = (500, "error fetching: fatal: couldn't find remote ref main of https://u:hunter2@h/x.git");
    // Whether it is here; how the build ends; what comes of it.
    let table = [
        (true, away, None),
        (false, away, Some(Class::Infra)),
        (true, wrong, Some(Class::Rejected)),
        (false, wrong, Some(Class::Rejected)),
    ];
    for (there, answer, class) in table {
        let (engine, source) = fetching(Pull::Always);
        let hash = source.recipe.as_ref().map(Recipe::hash);
        engine.state().image = there.then(|| image(hash.as_deref()));
        engine.state().answers = [answer].into();
        let done = ensure(&engine, &Images::default(), &source).await;
        assert_eq!(done.as_ref().err().map(|(class, _)| *class), class, "{there} {done:?}");
        let reason = done.err().map(|(_, reason)| reason).unwrap_or_default();
        assert!(!reason.contains("hunter2"), "{reason}");
        assert!(reason.is_empty() || reason.contains("h/x.git"), "{reason}");
    }
}
