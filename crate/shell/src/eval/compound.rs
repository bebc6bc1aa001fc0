//! if, for, while, case, groups, subshells.

use super::{Done, Shell};
use crate::kernel::Unwind;
use crate::syntax::*;

/// What to do after a pass through a loop's body.
enum Pass {
    Next,
    Leave,
}

impl Shell<'_, '_> {
    pub(super) fn compound(&mut self, kind: &Compound, redirects: &[Redirect], checked: bool) -> Done<i32> {
        let saved = match self.redirect(redirects)? {
            Ok(saved) => saved,
            Err(status) => return self.check_status(status, checked),
        };
        let result = self.compound_inside(kind, checked);
        self.restore(saved);
        result
    }

    fn compound_inside(&mut self, kind: &Compound, checked: bool) -> Done<i32> {
        match kind {
            Compound::Group(list) => self.body(list, checked),
            Compound::Subshell(list) => {
                let status = self.subshell(|shell| shell.list(list, checked))?;
                self.check_status(status, checked)
            }
            Compound::If { arms, otherwise } => self.if_clause(arms, otherwise.as_ref(), checked),
            Compound::For { variable, words, body } => {
                self.for_clause(variable, words.as_deref(), body, checked)
            }
            Compound::ForArithmetic { init, condition, step, body } => {
                self.for_arithmetic(init, condition, step, body, checked)
            }
            Compound::While { until, condition, body } => self.while_clause(*until, condition, body, checked),
            Compound::Case { word, arms } => self.case_clause(word, arms, checked),
            Compound::Test(test) => {
                let status = i32::from(!self.conditional(test)?);
                self.check_status(status, checked)
            }
            Compound::Arithmetic(word) => {
                let source = self.text(word)?;
                if self.state.options.xtrace {
                    self.trace_line(&format!("(( {source} ))"))?;
                }
                let status = i32::from(self.evaluate(&source)? == 0);
                self.check_status(status, checked)
            }
        }
    }

    /// An empty body succeeds.
    fn body(&mut self, list: &List, checked: bool) -> Done<i32> {
        if list.0.is_empty() {
            self.state.status = 0;
        }
        self.list(list, checked)
    }

    fn if_clause(&mut self, arms: &[(List, List)], otherwise: Option<&List>, checked: bool) -> Done<i32> {
        for (condition, body) in arms {
            if self.list(condition, false)? == 0 {
                return self.body(body, checked);
            }
        }
        match otherwise {
            Some(body) => self.body(body, checked),
            None => {
                self.state.status = 0;
                Ok(0)
            }
        }
    }

    fn for_clause(
        &mut self,
        variable: &str,
        words: Option<&[Word]>,
        body: &List,
        checked: bool,
    ) -> Done<i32> {
        let values = match words {
            Some(words) => self.fields(words)?,
            None => self.state.positional.clone(),
        };
        let shown = values.join(" ");
        self.in_loop(|shell| {
            let mut status = 0;
            for value in values {
                shell.kernel.meter.fuel(1)?;
                if shell.state.options.xtrace && shell.state.dialect == Dialect::Bash {
                    shell.trace_line(&format!("for {variable} in {shown}"))?;
                }
                shell.set_variable(variable, value)?;
                let ended = shell.body(body, checked);
                if let Pass::Leave = shell.pass(ended, &mut status)? {
                    break;
                }
            }
            shell.state.status = status;
            Ok(status)
        })
    }

    fn for_arithmetic(
        &mut self,
        init: &Word,
        condition: &Word,
        step: &Word,
        body: &List,
        checked: bool,
    ) -> Done<i32> {
        self.arithmetic(init)?;
        self.in_loop(|shell| {
            let mut status = 0;
            while condition.0.is_empty() || shell.arithmetic(condition)? != 0 {
                let ended = shell.body(body, checked);
                if let Pass::Leave = shell.pass(ended, &mut status)? {
                    break;
                }
                shell.arithmetic(step)?;
            }
            shell.state.status = status;
            Ok(status)
        })
    }

    fn while_clause(&mut self, until: bool, condition: &List, body: &List, checked: bool) -> Done<i32> {
        self.passes(until, condition, body, checked, 0, &mut |_, _| {})
    }

    /// A loop. `before` is called before each pass with the status so far.
    pub(super) fn passes(
        &mut self,
        until: bool,
        condition: &List,
        body: &List,
        checked: bool,
        mut status: i32,
        before: &mut dyn FnMut(&mut Self, i32),
    ) -> Done<i32> {
        self.in_loop(|shell| {
            loop {
                before(shell, status);
                shell.kernel.meter.fuel(1)?;
                let mut tested = 0;
                let ended = shell.list(condition, false);
                if let Pass::Leave = shell.pass(ended, &mut tested)? {
                    break;
                }
                if (tested == 0) == until {
                    break;
                }
                let ended = shell.body(body, checked);
                if let Pass::Leave = shell.pass(ended, &mut status)? {
                    break;
                }
            }
            shell.state.status = status;
            Ok(status)
        })
    }

    fn in_loop(&mut self, run: impl FnOnce(&mut Self) -> Done<i32>) -> Done<i32> {
        self.state.loops += 1;
        let result = run(self);
        self.state.loops -= 1;
        result
    }

    /// Takes `break` and `continue` that concern this loop.
    fn pass(&mut self, ended: Done<i32>, status: &mut i32) -> Done<Pass> {
        match ended {
            Ok(value) => {
                *status = value;
                Ok(Pass::Next)
            }
            Err(Unwind::Break(1)) => {
                *status = 0;
                Ok(Pass::Leave)
            }
            Err(Unwind::Continue(1)) => {
                *status = 0;
                Ok(Pass::Next)
            }
            Err(Unwind::Break(levels)) => Err(Unwind::Break(levels - 1)),
            Err(Unwind::Continue(levels)) => Err(Unwind::Continue(levels - 1)),
            Err(unwind) => Err(unwind),
        }
    }

    fn case_clause(&mut self, word: &Word, arms: &[Arm], checked: bool) -> Done<i32> {
        self.state.substituted = None;
        let subject = self.text(word)?;
        if self.state.options.xtrace && self.state.dialect == Dialect::Bash {
            self.trace_line(&format!("case {subject} in"))?;
        }
        // What the body finds in `$?`.
        match self.state.substituted.take() {
            Some(status) if self.state.dialect == Dialect::Bash => self.state.status = status,
            Some(_) => self.state.status = 0,
            None => {}
        }
        let (mut status, mut ran, mut falling) = (0, false, false);
        for arm in arms {
            if !falling && !self.arm_matches(arm, &subject)? {
                continue;
            }
            ran = true;
            status = self.body(&arm.body, checked)?;
            match arm.then {
                Then::Leave => return Ok(status),
                Then::Fall => falling = true,
                Then::Test => falling = false,
            }
        }
        if !ran {
            self.state.status = 0;
        }
        Ok(status)
    }

    fn arm_matches(&mut self, arm: &Arm, subject: &str) -> Done<bool> {
        for pattern in &arm.patterns {
            if self.fits(subject, pattern, false)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
