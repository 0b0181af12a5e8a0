//! Writes one sample of each model, in which every field is set, for the tests of decoding.

use std::collections::BTreeMap;

use super::{
    read::{Group, Kind, Model},
    render::DO_NOT_EDIT,
    r#type::Shape,
};

type Models<'a> = BTreeMap<&'a str, &'a Model>;

pub(super) fn render(groups: &BTreeMap<String, Group>) -> String {
    let models: Models<'_> = groups
        .values()
        .flat_map(|group| group.models.iter().map(|model| (model.name.as_str(), model)))
        .collect();
    let mut out = format!(
        "{DO_NOT_EDIT}//! One sample of each model, in which every field is set.\n\n\
         use crate::model::tests::Visitor;\n\n\
         pub(in crate::model) fn each(visitor: &impl Visitor) {{\n"
    );
    for model in models.values().filter(|model| model.kind != Kind::Words) {
        let sample = object(model, &models);
        out += &format!("    visitor.visit::<crate::model::{}>(r#\"{sample}\"#);\n", model.name);
    }
    out + "}\n"
}

/// An object with all fields. Models in it are left empty: they have samples of their own.
fn object(model: &Model, models: &Models<'_>) -> String {
    let fields = model.fields.iter().filter_map(|field| {
        let value = value(&field.r#type.as_ref()?.shape, models);
        Some(format!("{:?}:{value}", field.key))
    });
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

fn value(shape: &Shape, models: &Models<'_>) -> String {
    match shape {
        Shape::Plain(word) => match *word {
            "flag" => "true",
            "float" => "1.5",
            "bytes" | "int" | "nanos" => "7",
            "names" | "open_ports" => r#"{"key":{}}"#,
            "options" | "secret_options" => r#"{"key":"text"}"#,
            "texts" | "secrets" => r#"["text"]"#,
            _ => r#""text""#,
        }
        .to_owned(),
        Shape::List(of) => format!("[{}]", value(of, models)),
        Shape::Map(of) | Shape::Ports(of) => format!("{{\"key\":{}}}", value(of, models)),
        Shape::Model(name) | Shape::One(name) => match models.get(name.as_str()) {
            Some(model) if model.kind == Kind::Words => {
                format!("{:?}", model.fields.first().map_or("", |field| &field.key))
            }
            _ => "{}".to_owned(),
        },
    }
}
