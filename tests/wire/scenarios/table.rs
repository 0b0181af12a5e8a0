//! What stands at the top of a file of scenarios: their names, and the engines that they run on.

use super::Engine;

/// What a scenario is called, and where it does not run.
#[derive(Debug)]
pub(crate) struct Scenario {
    /// The name of its function; with hyphens, that of its recordings.
    pub(crate) name: &'static str,
    /// The names of the engines' tests.
    pub(crate) engines: &'static [&'static str],
    /// Why the other engines are left out.
    pub(crate) elsewhere: Option<&'static str>,
}

impl Scenario {
    pub(crate) fn runs_on(&self, engine: &Engine) -> bool {
        self.engines.contains(&engine.test)
    }

    /// The name of its recordings.
    pub(crate) fn fixture(name: &str) -> String {
        name.replace('_', "-")
    }
}

/// Makes a test of each scenario for each engine: `scenarios::exec::exec_tty::podman_4_3`.
///
/// A row is the name of an `async fn(Lab)`, optionally `over tcp`, and where not every engine can do it, those that can and the
/// reason why the others cannot: `exec_tty on [docker podman_5_8] or "…"`.
macro_rules! scenarios {
    ($($name:ident $(over $way:ident)? $(on [$($engine:ident)+] or $reason:literal)?;)+) => {
        $(scenarios! { @engines $name [$($way)?] [$($($engine)+)?] })+

        /// The scenarios of this file.
        pub(super) const SCENARIOS: &[super::table::Scenario] = &[$(super::table::Scenario {
            name: stringify!($name),
            engines: $name::ENGINES,
            elsewhere: scenarios!(@reason $($reason)?),
        }),+];
    };
    (@reason) => { None };
    (@reason $reason:literal) => { Some($reason) };
    (@engines $name:ident $way:tt []) => { scenarios! { @expand $name $way [] [docker podman] } };
    (@engines $name:ident $way:tt $engines:tt) => { scenarios! { @expand $name $way [] $engines } };
    (@expand $name:ident $way:tt [$($done:ident)*] [docker $($rest:ident)*]) => {
        scenarios! { @expand $name $way [$($done)* docker_20_10 docker_26_1 docker_28_5] [$($rest)*] }
    };
    (@expand $name:ident $way:tt [$($done:ident)*] [podman $($rest:ident)*]) => {
        scenarios! { @expand $name $way [$($done)* podman_4_3 podman_5_8] [$($rest)*] }
    };
    (@expand $name:ident $way:tt [$($done:ident)*] [$one:ident $($rest:ident)*]) => {
        scenarios! { @expand $name $way [$($done)* $one] [$($rest)*] }
    };
    (@expand $name:ident $way:tt [$($engine:ident)+] []) => {
        mod $name {
            pub(super) const ENGINES: &[&str] = &[$(stringify!($engine)),+];

            $(#[tokio::test]
            async fn $engine() {
                crate::scenarios::scenarios!(@play $way)(stringify!($name), stringify!($engine), super::$name).await;
            })+
        }
    };
    (@play []) => { crate::scenarios::play };
    (@play [tcp]) => { crate::scenarios::play_over_tcp };
}

pub(crate) use scenarios;
