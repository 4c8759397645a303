//! Which parts of two sequences are the same part.
//!
//! A longest common subsequence as a reader would draw it: parts that occur once on each side are anchors, and the rest is
//! settled between them. Where a stretch is long and full of repetitions, equal parts are paired in the order in which they
//! occur, so that no text takes more than about linear time.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

/// Up to this many comparisons the longest common subsequence is computed outright.
const EXACT: usize = 1 << 18;
/// How often a stretch may be divided at its anchors.
const MAX_DEPTH: u8 = 32;

/// Pairs of indices of equal parts, ascending on both sides.
pub fn align<T: Eq + Hash>(left: &[T], right: &[T]) -> Vec<(usize, usize)> {
    let mut numbers: HashMap<&T, usize> = HashMap::new();
    let mut number = |part| {
        let next = numbers.len();
        *numbers.entry(part).or_insert(next)
    };
    let left: Vec<usize> = left.iter().map(&mut number).collect();
    let right: Vec<usize> = right.iter().map(&mut number).collect();
    let mut pairs = Vec::new();
    let mut stretches = vec![(0..left.len(), 0..right.len(), 0)];
    while let Some((mut a, mut b, depth)) = stretches.pop() {
        while !a.is_empty() && !b.is_empty() && left[a.start] == right[b.start] {
            pairs.push((a.start, b.start));
            (a.start, b.start) = (a.start + 1, b.start + 1);
        }
        while !a.is_empty() && !b.is_empty() && left[a.end - 1] == right[b.end - 1] {
            (a.end, b.end) = (a.end - 1, b.end - 1);
            pairs.push((a.end, b.end));
        }
        if a.is_empty() || b.is_empty() {
            continue;
        }
        let anchors = if depth < MAX_DEPTH { once(&left, &right, &a, &b) } else { Vec::new() };
        if anchors.is_empty() {
            pairs.extend(if a.len() * b.len() <= EXACT {
                exact(&left, &right, &a, &b)
            } else {
                ascending(in_order(&left, &right, &a, &b))
            });
            continue;
        }
        let mut from = (a.start, b.start);
        for &(i, j) in anchors.iter().chain([&(a.end, b.end)]) {
            stretches.push((from.0..i, from.1..j, depth + 1));
            from = (i + 1, j + 1);
        }
        pairs.extend(anchors);
    }
    pairs.sort_unstable();
    pairs
}

/// The parts that occur once on each side, as many as keep their order.
fn once(left: &[usize], right: &[usize], a: &Range<usize>, b: &Range<usize>) -> Vec<(usize, usize)> {
    let places = |parts: &[usize], range: &Range<usize>| {
        let mut places: HashMap<usize, Option<usize>> = HashMap::new();
        for at in range.clone() {
            places.entry(parts[at]).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    let (in_left, in_right) = (places(left, a), places(right, b));
    let single = a.clone().filter(|&at| in_left.get(&left[at]) == Some(&Some(at)));
    ascending(single.filter_map(|at| Some((at, (*in_right.get(&left[at])?)?))).collect())
}

/// The first with the first of its kind, the second with the second.
fn in_order(left: &[usize], right: &[usize], a: &Range<usize>, b: &Range<usize>) -> Vec<(usize, usize)> {
    let mut places: HashMap<usize, Vec<usize>> = HashMap::new();
    b.clone().rev().for_each(|at| places.entry(right[at]).or_default().push(at));
    a.clone().filter_map(|at| Some((at, places.get_mut(&left[at])?.pop()?))).collect()
}

/// The longest run of pairs that ascends on the right too; on the left they ascend already.
fn ascending(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (at, &(_, right)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < right);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut run: Vec<_> =
        std::iter::successors(ends.last().copied(), |&at| before[at]).map(|at| pairs[at]).collect();
    run.reverse();
    run
}

/// A longest common subsequence by the table of all lengths.
fn exact(left: &[usize], right: &[usize], a: &Range<usize>, b: &Range<usize>) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut lengths = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i * width + j] = if left[a.start + i] == right[b.start + j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if left[a.start + i] == right[b.start + j] {
            pairs.push((a.start + i, b.start + j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::align;

    #[test]
    fn equal_parts_are_paired() {
        let parts = |text: &str| -> Vec<char> { text.chars().collect() };
        for (left, right, expected) in [
            ("", "", 0),
            ("abc", "abc", 3),
            ("abc", "xbz", 1),
            ("abc", "cba", 1),
            ("abcd", "acbd", 3),
            ("aabb", "abab", 3),
            ("xaxbxcx", "axbxcxx", 6),
            ("abcabba", "cbabac", 4),
        ] {
            let pairs = align(&parts(left), &parts(right));
            assert_eq!(pairs.len(), expected, "{left} {right}: {pairs:?}");
            assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
            assert!(pairs.iter().all(|&(i, j)| parts(left)[i] == parts(right)[j]));
        }
    }

    #[test]
    fn long_and_hostile_sequences_are_paired_at_once() {
        let many = 100_000usize;
        for (left, right) in [
            ((0..many).collect::<Vec<_>>(), (many..2 * many).collect::<Vec<_>>()),
            ((0..many).collect(), (0..many).rev().collect()),
            ((0..many).map(|n| n % 2).collect(), (0..many).map(|n| n * 7 % 11 % 2).collect()),
            ((0..many).map(|n| n % 300).collect(), (0..many).map(|n| n * 31 % 307).collect()),
            ((0..many).map(|n| n / 2).collect(), (0..many).map(|n| n / 3).rev().collect()),
        ] {
            let pairs = align(&left, &right);
            assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
            assert!(pairs.iter().all(|&(i, j)| left[i] == right[j]));
        }
    }
}
