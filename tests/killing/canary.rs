//! Where a password is after a whole publication with everything logged: nowhere.

use crate::machine::{Kill, Machine};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::fs;
use std::path::Path;
use tests::servers::{self, unique};

#[test]
fn the_password_is_in_no_file_and_in_nothing_that_was_said() {
    let (mut files, mut found) = (0, Vec::new());
    for transport in ["rest", "xmlrpc"] {
        for server in servers::all() {
            let person = server.person("author");
            let machine = Machine::new(&server, &person, transport);
            machine.picture("media/quay.png");
            let text = format!("---\ntitle: Quay {}\n---\n\nBoats.\n\n![Quay](media/quay.png)\n", unique());
            fs::write(machine.file("quay.md"), text).unwrap();
            let publish =
                ["publish", "quay.md", "--status", "publish", "--yes", "--password-stdin", "--session-only"];
            let ended = machine.run(&publish, &Kill::None);
            assert!(ended.status.success(), "{transport}: {ended:?}");
            let forms = forms(&person.login, &person.app_password);
            for (what, bytes) in all_files(machine.home()) {
                files += 1;
                found.extend(
                    forms
                        .iter()
                        .filter(|form| holds(&bytes, form))
                        .map(|form| format!("{transport}: {what} holds {form}")),
                );
            }
            for (what, said) in [("standard output", &ended.out), ("standard error", &ended.err)] {
                found.extend(
                    forms
                        .iter()
                        .filter(|form| said.contains(*form))
                        .map(|form| format!("{transport}: {what} holds {form}")),
                );
            }
        }
    }
    println!(
        "password in 4 forms: found {} times in {files} files and everything said, over REST and XML-RPC",
        found.len()
    );
    assert!(found.is_empty(), "{found:#?}");
    assert!(files > 8, "there was something to look through: {files}");
}

/// As it is, without its blanks, as it goes over the wire, and as it stands in an address.
fn forms(user: &str, password: &str) -> [String; 4] {
    let bare: String = password.split_whitespace().collect();
    let wire = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let escaped: String = password.split(' ').collect::<Vec<_>>().join("%20");
    [password.to_owned(), bare, wire, escaped]
}

/// Every file below a folder, with its bytes.
fn all_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(all_files(&path));
        } else {
            all.push((path.display().to_string(), fs::read(&path).unwrap_or_default()));
        }
    }
    all
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}
