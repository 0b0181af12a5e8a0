//! Questions to the catalogue: which operation, which places, what changed.

use super::{Gate, Place, ReplyField, ReplyPlace, Row, replies, rows};
use crate::version::ApiVersion;

/// Finds an operation by its id, such as `ContainerCreate`.
pub fn operation(id: &str) -> Option<&'static Row> {
    rows::ALL.binary_search_by(|row| row.id.cmp(id)).ok().and_then(|index| rows::ALL.get(index)).copied()
}

/// Lists the operations that a version has, sorted by id.
pub fn operations(version: ApiVersion) -> impl Iterator<Item = &'static Row> {
    rows::ALL.iter().copied().filter(move |row| row.admits(version))
}

/// An operation that was found by a path, and the parameters in it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Route<'a> {
    /// The operation.
    pub row: &'static Row,
    /// The path parameters by the names in the braces, as they stand in the path.
    pub parameters: Vec<(&'static str, &'a str)>,
}

/// Finds the operation of a method and a path without version and query, such as `/containers/web/start`.
///
/// Parameters are taken as they are, percent-encoding included. The braces of the catalogue's own paths
/// (`/containers/{id}/start`) count as parameters, too. Where several operations fit, the one with most literal text
/// is meant: `/containers/json` is the list and no container's.
pub fn route<'a>(method: &str, path: &'a str) -> Option<Route<'a>> {
    let literal = |row: &Row| row.path.split(['{', '}']).step_by(2).map(str::len).sum::<usize>();
    rows::ALL
        .iter()
        .filter(|row| row.method == method)
        .filter_map(|row| Some(Route { row, parameters: parameters(row.path, path)? }))
        .max_by_key(|route| literal(route.row))
}

/// Takes the parameters out of a path, if it fits the template.
fn parameters<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let Some((before, after)) = template.split_once('{') else {
        return (template == path).then(Vec::new);
    };
    let (name, after) = after.split_once('}')?;
    let path = path.strip_prefix(before)?;
    // Names of images and plugins have slashes in them, ids have not.
    let slashes = name == "name";
    path.char_indices()
        .filter(|(index, letter)| *index > 0 && *letter == '/')
        .map(|(index, _)| index)
        .chain([path.len()])
        .filter(|end| *end > 0)
        .take_while(|end| slashes || !path[..*end].contains('/'))
        .find_map(|end| {
            let (value, rest) = path.split_at(end);
            let mut all = vec![(name, value)];
            all.extend(parameters(after, rest)?);
            Some(all)
        })
}

impl Row {
    /// Finds the gate of a query parameter.
    pub fn query(&self, name: &str) -> Option<&'static Gate> {
        self.query_gates(name).first()
    }

    /// Finds the gate of a key of the filters.
    pub fn filter(&self, name: &str) -> Option<&'static Gate> {
        self.gates.iter().find(|gate| matches!(gate.place, Place::Filter(known) if known == name))
    }

    /// Finds the gate of a header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&'static Gate> {
        let is =
            |gate: &&Gate| matches!(gate.place, Place::Header(known) if known.eq_ignore_ascii_case(name));
        self.gates.iter().find(is)
    }

    /// Finds the gate of a place in the body by its JSON pointer; keys and indices may stand where the catalogue
    /// has `*`.
    pub fn body(&self, pointer: &str) -> Option<&'static Gate> {
        self.body_gates().iter().find(|gate| fits(gate.place.at(), pointer))
    }

    /// Lists what a version can say to the operation.
    pub fn gates_at(&self, version: ApiVersion) -> impl Iterator<Item = &'static Gate> {
        self.gates.iter().filter(move |gate| gate.admits(version))
    }

    /// Lists what the operation's replies tell, sorted by status and place; nothing where they have no body.
    ///
    /// # Examples
    ///
    /// ```
    /// use docker_wire::{ApiVersion, catalogue::{self, Empty}};
    ///
    /// let inspect = catalogue::operation("ContainerInspect").unwrap();
    /// let platform = inspect.reply("/ImageManifestDescriptor/platform/os").unwrap();
    /// assert_eq!(platform.since, ApiVersion::V1_48);
    /// assert_eq!(inspect.reply("/Mounts/0/Source").unwrap().empty_at(ApiVersion::V1_41), Some(Empty::Always));
    /// assert!(inspect.reply_fields().len() > 200);
    /// ```
    pub fn reply_fields(&self) -> &'static [ReplyField] {
        let found = replies::ALL.binary_search_by(|(id, _)| (*id).cmp(self.id)).ok();
        found.and_then(|index| replies::ALL.get(index)).map_or(&[], |(_, fields)| fields)
    }

    /// Finds a place in the body of the operation's replies by its JSON pointer; keys and indices may stand where the
    /// catalogue has `*`.
    pub fn reply(&self, pointer: &str) -> Option<&'static ReplyField> {
        let is = |field: &&ReplyField| match field.place {
            ReplyPlace::Body(known) => field.value.is_none() && fits(known, pointer),
            ReplyPlace::Header(_) => false,
        };
        self.reply_fields().iter().find(is)
    }

    /// The gates of one query parameter: its own, then those with a condition.
    pub(super) fn query_gates(&self, name: &str) -> &'static [Gate] {
        stretch(self.gates, |place| match place {
            Place::Path(_) => std::cmp::Ordering::Less,
            Place::Query(known) => known.cmp(name),
            Place::Filter(_) | Place::Header(_) | Place::Body(_) => std::cmp::Ordering::Greater,
        })
    }

    /// The gates of the body.
    pub(super) fn body_gates(&self) -> &'static [Gate] {
        let from = self.gates.partition_point(|gate| !matches!(gate.place, Place::Body(_)));
        &self.gates[from..]
    }

    /// The names at some places.
    pub(super) fn names(&self, wanted: impl Fn(Place) -> bool) -> impl Iterator<Item = &'static str> {
        self.gates.iter().map(|gate| gate.place).filter(move |place| wanted(*place)).map(Place::at)
    }
}

/// Tells whether a pointer with keys and indices is one of the catalogue's, with `*`.
fn fits(known: &str, said: &str) -> bool {
    let mut known = known.split('/');
    said.split('/').all(|said| known.next().is_some_and(|known| known == "*" || known == said))
        && known.next().is_none()
}

/// The part of a sorted list that compares as equal.
fn stretch(gates: &'static [Gate], order: impl Fn(Place) -> std::cmp::Ordering) -> &'static [Gate] {
    let rest = &gates[gates.partition_point(|gate| order(gate.place).is_lt())..];
    &rest[..rest.partition_point(|gate| order(gate.place).is_eq())]
}

/// Something that one of two versions has and the other has not.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Change {
    /// The operation.
    pub row: &'static Row,
    /// What of it.
    pub what: Changed,
    /// Whether the second version has it, and not the first.
    pub appeared: bool,
}

/// What of an operation changes from one version to another.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Changed {
    /// The operation itself, which brings or takes all that it can be told and tells.
    Operation,
    /// Something that a request can say to it.
    Request(&'static Gate),
    /// Something that its replies tell.
    Reply(&'static ReplyField),
}

/// Lists what changes from one version to another, by operation id.
pub fn diff(from: ApiVersion, to: ApiVersion) -> Vec<Change> {
    let mut changes = Vec::new();
    for row in rows::ALL.iter().copied() {
        if row.admits(from) != row.admits(to) {
            changes.push(Change { row, what: Changed::Operation, appeared: row.admits(to) });
        } else if row.admits(to) {
            let changed = row.gates.iter().filter(|gate| gate.admits(from) != gate.admits(to));
            changes.extend(changed.map(|gate| Change {
                row,
                what: Changed::Request(gate),
                appeared: gate.admits(to),
            }));
            let changed = row.reply_fields().iter().filter(|field| field.has(from) != field.has(to));
            changes.extend(changed.map(|field| Change {
                row,
                what: Changed::Reply(field),
                appeared: field.has(to),
            }));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed<'a>(method: &str, path: &'a str) -> Option<(&'static str, Vec<(&'static str, &'a str)>)> {
        route(method, path).map(|route| (route.row.id, route.parameters))
    }

    #[test]
    fn an_operation_is_found_by_its_id() {
        for row in rows::ALL {
            assert!(std::ptr::eq(operation(row.id).unwrap(), *row), "{}", row.id);
        }
        assert!(operation("containerCreate").is_none());
    }

    #[test]
    fn every_operation_is_found_by_its_own_path() {
        for row in rows::ALL {
            let route = route(row.method, row.path).unwrap();
            assert!(std::ptr::eq(route.row, *row), "{} is taken for {}", row.id, route.row.id);
        }
    }

    #[test]
    fn parameters_are_taken_from_the_path() {
        assert_eq!(routed("POST", "/containers/web/start"), Some(("ContainerStart", vec![("id", "web")])));
        assert_eq!(
            routed("DELETE", "/containers/web/checkpoints/one"),
            Some(("CheckpointDelete", vec![("id", "web"), ("checkpoint", "one")]))
        );
    }

    #[test]
    fn an_image_name_may_have_slashes_and_a_container_id_may_not() {
        assert_eq!(
            routed("GET", "/images/localhost:5000/a/json/json"),
            Some(("ImageInspect", vec![("name", "localhost:5000/a/json")]))
        );
        assert_eq!(routed("DELETE", "/images/a/b"), Some(("ImageDelete", vec![("name", "a/b")])));
        assert_eq!(routed("GET", "/containers/a/b/json"), None);
    }

    #[test]
    fn literal_text_is_preferred_to_a_parameter() {
        assert_eq!(routed("GET", "/containers/json"), Some(("ContainerList", vec![])));
        assert_eq!(routed("GET", "/images/get"), Some(("ImageGetAll", vec![])));
        assert_eq!(routed("GET", "/plugins/privileges").map(|(id, _)| id), Some("GetPluginPrivileges"));
        assert_eq!(routed("POST", "/networks/prune").map(|(id, _)| id), Some("NetworkPrune"));
    }

    #[test]
    fn what_is_no_operation_is_not_found() {
        for (method, path) in [
            ("GET", "/containers/create"),
            ("get", "/info"),
            ("GET", "/v1.41/info"),
            ("GET", "/info?x=1"),
            ("GET", "/containers//json"),
            ("GET", ""),
            ("POST", "/containers/web/start/"),
        ] {
            assert_eq!(routed(method, path), None, "{method} {path}");
        }
    }

    #[test]
    fn a_place_is_found_with_a_key_or_a_wildcard() {
        let create = &rows::CONTAINER_CREATE;
        for pointer in ["/HostConfig/Mounts/*/Type", "/HostConfig/Mounts/7/Type"] {
            assert_eq!(create.body(pointer).unwrap().place, Place::Body("/HostConfig/Mounts/*/Type"));
        }
        assert_eq!(create.body("").unwrap().r#type, "object");
        assert!(create.body("/HostConfig/Mounts/7").is_none());
        assert_eq!(create.query("platform").unwrap().since, ApiVersion::V1_41);
        assert_eq!(rows::IMAGE_BUILD.header("x-registry-config").unwrap().since, ApiVersion::V1_24);
    }

    #[test]
    fn a_difference_tells_what_appeared_and_what_is_gone() {
        let changes = diff(ApiVersion::V1_51, ApiVersion::V1_52);
        let of = |id: &str, at: &str| {
            let is = |change: &&Change| {
                change.row.id == id && matches!(change.what, Changed::Request(gate) if gate.place.at() == at)
            };
            changes.iter().find(is).map(|change| change.appeared)
        };
        assert_eq!(of("ContainerCreate", "/MacAddress"), Some(false));
        assert_eq!(of("SystemDataUsage", "verbose"), Some(true));
        assert_eq!(of("ContainerCreate", "/Image"), None);
        let whole = diff(ApiVersion::V1_41, ApiVersion::V1_42);
        let volume: Vec<_> = whole.iter().filter(|change| change.row.id == "VolumeUpdate").collect();
        assert!(matches!(volume.as_slice(), [Change { what: Changed::Operation, appeared: true, .. }]));
        assert!(diff(ApiVersion::V1_41, ApiVersion::V1_41).is_empty());
        assert_eq!(whole.len(), diff(ApiVersion::V1_42, ApiVersion::V1_41).len());
    }

    #[test]
    fn operations_of_a_version_are_those_it_has() {
        let at = |version| operations(version).filter(|row| row.tag != "checkpoint").count();
        assert_eq!((at(ApiVersion::V1_24), at(ApiVersion::V1_41), at(ApiVersion::NEWEST)), (72, 106, 108));
    }
}
