//! Whatever a person types means something.

use proptest::prelude::*;
use search::Query;

/// What a query was understood as: operators and folded words, with a minus, and a star where longer words count.
fn understood(typed: &str) -> String {
    let query = Query::parse(typed);
    let one = |clause: &search::Clause| {
        use search::Sought::*;
        let minus = if clause.negated { "-" } else { "" };
        let star = if clause.sought.is_open() { "*" } else { "" };
        let operator = clause.sought.operator().map(|name| format!("{name}=")).unwrap_or_default();
        let value = match &clause.sought {
            Words { words, .. } => words.join("+"),
            Tag(name) | Category(name) | Status(name) | Blog(name) => name.folded.clone(),
            Before(day) | After(day) => day.to_string(),
        };
        format!("{minus}{operator}{value}{star}")
    };
    query.clauses().iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn each_operator_is_understood() {
    for (typed, expected) in [
        ("", ""),
        ("   ", ""),
        ("garden", "garden*"),
        ("garden ", "garden"),
        ("Garden PARTY", "garden, party*"),
        ("gard* party ", "gard*, party"),
        ("\"two words\" ", "two+words"),
        ("\"two words\"", "two+words"),
        ("\"two wo", "two+wo*"),
        ("\"two wor", "two+wor*"),
        ("\"one two t", "one+two+t*"),
        ("\"two words\"* ", "two+words*"),
        ("„zwei Wörter“ «trois mots» ", "zwei+worter, trois+mots"),
        ("state-of-the-art ", "state+of+the+art"),
        ("don't ", "don+t"),
        ("done.", "done"),
        ("tag:recipes ", "tag=recipes"),
        ("tag:reci", "tag=reci*"),
        ("TAG:Reci* ", "tag=reci*"),
        ("tag:\"Two words\" x ", "tag=two words, x"),
        ("tag:\"Two words\"", "tag=two words"),
        ("tag: garden ", "tag=garden"),
        ("tag:", ""),
        ("tag:++ ", "tag=++"),
        ("category:\"On the Road\" ", "category=on the road"),
        ("status:draft", "status=draft"),
        ("status:publish ", "status=published"),
        ("status:sched", "status=sched*"),
        ("blog:example.org ", "blog=example org"),
        ("before:2026 ", "before=2026-01-01"),
        ("before:2026-11", "before=2026-11-01"),
        ("after:\"2026-11-05\" ", "after=2026-11-05"),
        ("after:202", ""),
        ("after:2026-1", "after=2026-01-01"),
        ("after:then ", "after+then"),
        ("after:2026-13 ", "after+2026+13"),
        ("-word ", "-word"),
        ("-word", "-word"),
        ("-tag:old new", "-tag=old, new*"),
        ("-\"two words\" ", "-two+words"),
        ("a - b ", "a, b"),
        ("unknown:thing ", "unknown+thing"),
        ("http://example.org/a ", "http+example+org+a"),
        ("ÜBER Straße ", "uber, strasse"),
        ("日本 ", "日+本"),
        ("日本", "日+本"),
        ("iphone手机", "iphone+手+机"),
        ("word word WORD ", "word"),
        ("\"", ""),
        ("\"\"\"", ""),
        ("a\"b c\"d ", "a, b+c, d"),
        ("-", ""),
        ("--x ", "-x"),
        (":: *** () [] ", ""),
        ("tag:\"", ""),
        ("-tag:\"unclosed end", "-tag=unclosed end"),
    ] {
        assert_eq!(understood(typed), expected, "{typed:?}");
    }
}

#[test]
fn a_pasted_page_is_a_query_too() {
    for long in [
        "word ".repeat(2_000),
        "w".repeat(10_000),
        "\"".repeat(10_000),
        "-tag:".repeat(2_000),
        (0..3_000).map(|n| format!("{n} ")).collect(),
    ] {
        let query = Query::parse(&long);
        assert!(query.clauses().len() <= 64);
        let _ = query.to_string();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_understood_can_be_typed_again(typed in "(( |-|tag:|Before:|status:|category: |\"|“|\\*|é|ß|日|🎄|a|B|2026-1|:|[^\\x00]){0,12})") {
        let query = Query::parse(&typed);
        let again = Query::parse(&query.to_string());
        let sought = |query: &Query| query.clauses().iter().map(|clause| (clause.negated, clause.sought.clone())).collect::<Vec<_>>();
        prop_assert_eq!(sought(&again), sought(&query), "{}", query);
    }
}
