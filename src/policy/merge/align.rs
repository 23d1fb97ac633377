//! Which entries of a list or an object stay, go and come.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What to do with the next entry, in the order of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The old entry of this number stays; it is the new one of the second number.
    Keep(usize, usize),
    /// The old entry of this number goes.
    Drop(usize),
    /// The new entry of this number comes.
    Insert(usize),
}

/// The steps from old entries to new ones. Entries that are `fixed` belong to somebody
/// else: they are in both lists, in one order, and are always kept where they are.
pub(super) fn steps(old: &[String], new: &[String], fixed: &dyn Fn(&str) -> bool) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    for anchor in (0..old.len()).filter(|at| fixed(&old[*at])) {
        let Some(there) = (at_new..new.len()).find(|at| new[*at] == old[anchor]) else { continue };
        between(&mut steps, (old, at_old, anchor), (new, at_new, there));
        steps.push(Step::Keep(anchor, there));
        (at_old, at_new) = (anchor + 1, there + 1);
    }
    between(&mut steps, (old, at_old, old.len()), (new, at_new, new.len()));
    steps
}

/// The steps for a stretch of each list, given by its ends.
fn between(steps: &mut Vec<Step>, old: (&[String], usize, usize), new: (&[String], usize, usize)) {
    let (old, from_old, to_old) = old;
    let (new, from_new, to_new) = new;
    for op in capture_diff_slices(Algorithm::Myers, &old[from_old..to_old], &new[from_new..to_new]) {
        let (dropped, inserted) = match op {
            DiffOp::Equal { old_index, new_index, len } => {
                steps.extend((0..len).map(|n| Step::Keep(from_old + old_index + n, from_new + new_index + n)));
                continue;
            }
            DiffOp::Delete { old_index, old_len, .. } => (old_index..old_index + old_len, 0..0),
            DiffOp::Insert { new_index, new_len, .. } => (0..0, new_index..new_index + new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
        };
        steps.extend(dropped.map(|at| Step::Drop(from_old + at)));
        steps.extend(inserted.map(|at| Step::Insert(from_new + at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_never_moves() {
        let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let steps = steps(&list("a b F c"), &list("F a b c"), &|text| text == "F");
        let (f, a, b) = (Step::Keep(2, 0), Step::Insert(1), Step::Insert(2));
        assert_eq!(steps, [Step::Drop(0), Step::Drop(1), f, a, b, Step::Keep(3, 3)]);
    }
}
