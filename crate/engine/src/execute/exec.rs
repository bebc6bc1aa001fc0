//! Running a process.

use shell::{Process, User};
use vfs::{Follow, FsError, Meta, Time, Tree, TreeOptions, VPath, VPathBuf};

use super::mounts::Mounted;
use super::{Around, Done, Failed, Inputs};
use crate::cache::{Accesses, Layers};
use crate::event::Stream;
use crate::log::Recorder;
use crate::op::{ExecOp, VertexId};

/// What RUN sees as its host's name, unless told otherwise.
pub(super) const HOSTNAME: &str = "buildkitsandbox";
/// Directories that the container runtime makes if they are missing; they stay.
const RUNTIME_DIRECTORIES: [&str; 3] = ["/dev", "/proc", "/sys"];

pub(super) fn run(
    id: VertexId,
    op: &ExecOp,
    inputs: &Inputs,
    log: &mut Recorder,
    around: &mut Around<'_>,
) -> Result<Done, Failed> {
    let root = op.mounts.first().and_then(|mount| mount.input);
    let below = root.and_then(|input| inputs.get(input).cloned());
    let base = below.as_ref().map_or_else(vfs::Snapshot::empty, |below| below.tree().clone());
    let now = log.now();
    let mut tree = base.edit_with(TreeOptions { overlay: true, trace: true });
    let io = |error: FsError| Failed::new(format!("{}: {}", error.path, error.errno.text()));
    prepare(&mut tree, &op.cwd, now).map_err(io)?;
    let mut env = environment(op, around)?;
    let mounted = Mounted::mount(&mut tree, op, inputs, around, now)?;

    let command = dockerfile::quote(&op.args.join(" "));
    let failed = |what: String| format!("process {command} did not complete successfully: {what}");
    let user = User::find(&op.user, &|path| tree.read(path).ok())
        .map_err(|error| Failed::new(failed(error.to_string())))?;
    if !env.iter().any(|(name, _)| name == "HOME") {
        env.push(("HOME".into(), user.home.clone()));
    }
    let mut pieces: Vec<(Stream, Vec<u8>)> = Vec::new();
    let outcome = shell::run(
        &op.args,
        Process {
            tree: &mut tree,
            env,
            cwd: VPathBuf::normalise(&op.cwd),
            user,
            stdin: Vec::new(),
            out: &mut |stream, bytes| pieces.push((stream.into(), bytes.to_vec())),
            limits: around.limits,
            now,
            packages: around.packages.clone(),
            hostname: op.hostname.clone().unwrap_or_else(|| HOSTNAME.to_owned()),
        },
    );
    let micros = outcome.spent.micros();
    let output = timed(&pieces, micros);
    log.output(id, pieces, micros);
    let problem = match &outcome.result {
        Ok(exit) if exit.success() => None,
        Ok(exit) => Some(format!("exit code: {}", exit.0)),
        Err(stop) => Some(stop.to_string()),
    };
    if let Some(problem) = problem {
        return Err(Failed { prefix: "", message: failed(problem), output });
    }
    let trace = Accesses { reads: tree.reads(), writes: tree.touched().clone() };
    mounted.unmount(&mut tree, around, now).map_err(io)?;
    Ok(Done { result: Some(Layers::traced(below, tree.freeze(), log.now(), trace)) })
}

/// Does what the container runtime does to a root file system before a process starts.
fn prepare(tree: &mut Tree, cwd: &str, now: Time) -> Result<(), FsError> {
    let directory = Meta::root(0o755, now);
    for path in RUNTIME_DIRECTORIES {
        let path = VPathBuf::normalise(path);
        if !tree.exists(&path) {
            tree.mkdir_all(&path, &directory)?;
        }
    }
    let cwd = VPathBuf::normalise(cwd);
    if !tree.exists(&cwd) {
        tree.mkdir_all(&cwd, &directory)?;
    }
    Ok(())
}

/// Something was made in a directory and removed again; nothing happens if there is no such directory.
pub(super) fn touch(tree: &mut Tree, directory: &VPath, now: Time) -> Result<(), FsError> {
    match tree.lookup(directory, Follow::All) {
        Ok(node) if node.is_dir() => tree.set_mtime(directory, now, Follow::All),
        _ => Ok(()),
    }
}

fn environment(op: &ExecOp, around: &Around<'_>) -> Result<Vec<(String, String)>, Failed> {
    let mut env: Vec<(String, String)> =
        op.env.iter().map(|(name, value, _)| (name.clone(), value.clone())).collect();
    env.extend(op.proxy.iter().cloned());
    if !env.iter().any(|(name, _)| name == "PATH") {
        env.push(("PATH".into(), crate::plan::DEFAULT_PATH.to_owned()));
    }
    for secret in &op.secret_env {
        match around.secrets.get(&secret.id) {
            Some(value) => env.push((secret.name.clone(), String::from_utf8_lossy(value).into_owned())),
            None if secret.optional => {}
            None => return Err(Failed::new(format!("secret {}: not found", secret.id))),
        }
    }
    Ok(env)
}

/// Output with the seconds at which it was written, spread over the time that the process took.
fn timed(pieces: &[(Stream, Vec<u8>)], micros: u64) -> Vec<(f64, Vec<u8>)> {
    let count = pieces.len() as u64 + 1;
    let at = |index: usize| (micros / count * (index as u64 + 1)) as f64 / 1e6;
    pieces.iter().enumerate().map(|(index, (_, bytes))| (at(index), bytes.clone())).collect()
}
