//! Images looked at closely.

use super::host::{change, kind, layer};
use crate::wire;

pub(crate) fn details(details: docker::ImageDetails) -> wire::ImageDetails {
    let set = |text: String| (!text.is_empty()).then_some(text);
    let docker::ImageDetails { row, manifest, config, config_json, history } = details;
    let inner = config.config;
    wire::ImageDetails {
        id: row.id.to_string(),
        names: row.names,
        manifest: manifest.to_string(),
        size: row.size as f64,
        created: row.created as f64,
        os: config.os,
        architecture: config.architecture,
        author: set(config.author),
        config: wire::ContainerConfig {
            env: inner.env,
            entrypoint: inner.entrypoint,
            cmd: inner.cmd,
            shell: inner.shell,
            user: set(inner.user),
            working_dir: set(inner.working_dir),
            stop_signal: set(inner.stop_signal),
            exposed_ports: inner.exposed_ports.into_iter().collect(),
            volumes: inner.volumes.into_iter().collect(),
            labels: inner.labels,
            on_build: inner.on_build,
            healthcheck: inner.healthcheck.map(|check| check.test),
        },
        history: history
            .into_iter()
            .map(|entry| wire::HistoryRow {
                created_by: entry.created_by,
                created: entry.created.map(|created| created as f64),
                comment: entry.comment,
                layer: entry.layer.map(|layer| layer as u32),
            })
            .collect(),
        layers: row.layers.into_iter().map(layer).collect(),
        json: config_json,
    }
}

pub(crate) fn diff(diff: docker::ImageDiff) -> wire::ImageDiff {
    let aspect = |aspect| match aspect {
        oci::Aspect::Kind => wire::PathAspect::Kind,
        oci::Aspect::Content => wire::PathAspect::Content,
        oci::Aspect::Target => wire::PathAspect::Target,
        oci::Aspect::Mode => wire::PathAspect::Mode,
        oci::Aspect::Owner => wire::PathAspect::Owner,
        oci::Aspect::Xattrs => wire::PathAspect::Xattrs,
        oci::Aspect::Time => wire::PathAspect::Time,
    };
    let file = |file: docker::PathDifference| wire::PathDifference {
        path: file.path,
        kind: kind(file.kind),
        change: change(file.change),
        aspects: file.aspects.into_iter().map(aspect).collect(),
        size_before: file.size_before as f64,
        size_after: file.size_after as f64,
        diff: file.diff,
    };
    let field = |row: docker::ConfigDifference| wire::ConfigDifference {
        field: row.field,
        before: row.before,
        after: row.after,
    };
    wire::ImageDiff {
        before: diff.before.to_string(),
        after: diff.after.to_string(),
        shared_layers: diff.shared_layers as u32,
        config: diff.config.into_iter().map(field).collect(),
        files: diff.files.into_iter().map(file).collect(),
    }
}

pub(crate) fn layer_diff(diff: docker::ContentDiff) -> wire::LayerDiff {
    match diff {
        docker::ContentDiff::Text(diff) => wire::LayerDiff::Text { diff },
        docker::ContentDiff::Same => wire::LayerDiff::Same,
        docker::ContentDiff::Binary => wire::LayerDiff::Binary,
        docker::ContentDiff::Large => wire::LayerDiff::Large { limit: engine::MAX_DIFF as f64 },
        docker::ContentDiff::NoFile => wire::LayerDiff::NoFile,
    }
}

pub(crate) fn waste(image: docker::WastefulImage) -> wire::WastefulImage {
    let place = |layer: usize, created_by: String, lines: Option<(u32, u32)>| wire::LayerPlace {
        layer: layer as u32,
        created_by,
        start_line: lines.map(|lines| lines.0),
        end_line: lines.map(|lines| lines.1),
    };
    let row = |row: docker::WasteRow| wire::WasteRow {
        path: row.path,
        bytes: row.bytes as f64,
        cause: match row.why {
            oci::Why::Removed => wire::WasteCause::Removed,
            oci::Why::Replaced => wire::WasteCause::Replaced,
            oci::Why::Repeated => wire::WasteCause::Repeated,
        },
        shipped: place(row.layer, row.created_by, row.lines),
        hidden: place(row.undone_by, row.undone_by_created_by, row.undone_by_lines),
    };
    wire::WastefulImage {
        id: image.id.to_string(),
        size: image.size as f64,
        reclaimable: image.reclaimable as f64,
        rows: image.rows.into_iter().map(row).collect(),
    }
}

pub(crate) fn sharing(sharing: docker::Sharing) -> wire::Sharing {
    let layer = |layer: docker::SharedLayer| wire::SharedLayer {
        diff_id: layer.diff_id.to_string(),
        content: layer.content as f64,
        created_by: layer.created_by,
        images: layer.images.iter().map(ToString::to_string).collect(),
        containers: layer.containers,
    };
    let image = |image: docker::ImageShare| wire::ImageShare {
        id: image.id.to_string(),
        names: image.names,
        size: image.size as f64,
        unique: image.unique as f64,
        freed: image.freed as f64,
        containers: image.containers,
    };
    let container = |container: docker::ContainerShare| wire::ContainerShare {
        id: container.id,
        name: container.name,
        image: container.image.to_string(),
        freed: container.freed as f64,
    };
    wire::Sharing {
        layers: sharing.layers.into_iter().map(layer).collect(),
        images: sharing.images.into_iter().map(image).collect(),
        containers: sharing.containers.into_iter().map(container).collect(),
    }
}
