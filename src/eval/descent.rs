//! The least of a smooth loss, by L-BFGS (Nocedal and Wright, "Numerical Optimization",
//! 2nd edition, algorithms 7.4 and 7.5).

/// What one feature weighs for each thing that is told apart.
pub(super) type Row<const HEADS: usize> = [f64; HEADS];

/// How many steps are remembered for the curvature.
const REMEMBERED: usize = 12;

/// Relative progress below which the minimum counts as found, if it stays there for
/// [`STILL`] steps: a single step may gain little because its direction was poor.
const FOUND: f64 = 1e-7;

/// How many steps of little gain end the search.
const STILL: usize = 5;

/// Finds the weights of the least loss, in so many steps at most, for so many features;
/// `loss` tells it and its gradient at some weights.
pub(super) fn minimum<const HEADS: usize>(
    features: usize,
    steps: usize,
    loss: impl Fn(&[Row<HEADS>]) -> (f64, Vec<Row<HEADS>>),
) -> Vec<Row<HEADS>> {
    let mut weights = vec![[0.0; HEADS]; features];
    let (mut value, mut gradient) = loss(&weights);
    // Changes of weights and gradient, the oldest first.
    let mut memory: Vec<(Vec<Row<HEADS>>, Vec<Row<HEADS>>)> = Vec::new();
    let mut still = 0;
    for _ in 0..steps {
        let direction = downhill(&gradient, &memory);
        let slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            break;
        }
        // The first step has no curvature to go by.
        let mut length = if memory.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt() } else { 1.0 };
        let next = loop {
            let there = moved(&weights, length, &direction);
            let (after, slopes) = loss(&there);
            if after <= value + 1e-4 * length * slope {
                break Some((there, after, slopes));
            }
            length /= 2.0;
            if length < 1e-12 {
                break None;
            }
        };
        let Some((there, after, slopes)) = next else { break };
        let step = moved(&there, -1.0, &weights);
        let bend = moved(&slopes, -1.0, &gradient);
        if dot(&step, &bend) > 0.0 {
            if memory.len() == REMEMBERED {
                memory.remove(0);
            }
            memory.push((step, bend));
        }
        let gained = value - after;
        (weights, value, gradient) = (there, after, slopes);
        still = if gained <= FOUND * value { still + 1 } else { 0 };
        if still == STILL {
            break;
        }
    }
    weights
}

/// The direction in which to go: against the gradient, corrected by the curvature that
/// the last steps have shown.
fn downhill<const HEADS: usize>(
    gradient: &[Row<HEADS>],
    memory: &[(Vec<Row<HEADS>>, Vec<Row<HEADS>>)],
) -> Vec<Row<HEADS>> {
    let mut direction = gradient.to_vec();
    let mut shares = Vec::with_capacity(memory.len());
    for (step, bend) in memory.iter().rev() {
        let share = dot(step, &direction) / dot(step, bend);
        direction = moved(&direction, -share, bend);
        shares.push(share);
    }
    if let Some((step, bend)) = memory.last() {
        let scale = dot(step, bend) / dot(bend, bend);
        direction.iter_mut().flatten().for_each(|x| *x *= scale);
    }
    for ((step, bend), share) in memory.iter().zip(shares.iter().rev()) {
        let back = dot(bend, &direction) / dot(step, bend);
        direction = moved(&direction, share - back, step);
    }
    direction.iter_mut().flatten().for_each(|x| *x = -*x);
    direction
}

fn dot<const HEADS: usize>(a: &[Row<HEADS>], b: &[Row<HEADS>]) -> f64 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| a * b).sum()
}

/// `from` and so many times `by`.
fn moved<const HEADS: usize>(from: &[Row<HEADS>], times: f64, by: &[Row<HEADS>]) -> Vec<Row<HEADS>> {
    let mut out = from.to_vec();
    for (to, by) in out.iter_mut().zip(by) {
        add(to, times, by);
    }
    out
}

/// Adds so many times `by`.
pub(super) fn add<const HEADS: usize>(to: &mut Row<HEADS>, times: f64, by: &Row<HEADS>) {
    for (to, by) in to.iter_mut().zip(by) {
        *to += times * by;
    }
}
