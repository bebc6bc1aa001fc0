//! WORKDIR, which makes the directory.

use super::super::stages::{Command, StageIndex};
use super::super::{Planner, Result, name, normalise, paths};
use crate::op::Op;
use crate::op::file::{Action, ActionKind, FileOp, Mkdir, Owner, Slot};

impl Planner<'_> {
    pub(super) fn workdir(&mut self, index: StageIndex, command: &Command, path: &str) -> Result<()> {
        let stage = self.stage(index);
        let path = normalise(&stage.image.config.working_dir, path, false);
        let user = stage.image.config.user.clone();
        let input = stage.state.node;
        let lexer = self.lexer();
        let stage = self.stage_mut(index);
        stage.image.config.working_dir.clone_from(&path);
        stage.state.directory.clone_from(&path);
        let text = name::expanded(lexer, command.node.code(), &stage.state.env);
        let layer = path != "/";
        if layer {
            let step = name::numbered(stage, &text, command.onbuild);
            let mkdir = Mkdir {
                path: paths::canonical(&path, false),
                mode: 0o755,
                owner: (!user.is_empty()).then(|| Owner::parse(&user)),
                time: self.epoch,
            };
            let slot = if input.is_some() { Slot::Input(0) } else { Slot::Scratch };
            let action = Action { input: slot, source: Slot::Scratch, kind: ActionKind::Mkdir(mkdir) };
            let op = Op::File(FileOp { actions: vec![action] });
            let node = self.drafts.add(op, input.into_iter().collect(), step);
            self.step(index, command, node, text);
            // BuildKit forgets about --no-cache here.
            self.drafts.get_mut(node).ignore_cache = false;
        }
        self.commit(index, format!("WORKDIR {path}"), layer);
        Ok(())
    }
}
