//! The window as a person meets it: look, type, click. Everything waits until it is there and says what it waited for.

use crate::display;
use crate::machine::PROGRAM;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::future::Future;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take that a person waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// JavaScript: the text or value of `e` as it is seen; null while it is not.
const TEXT: &str = "const text = !e || !e.getClientRects().length ? null
    : e.matches('input, textarea, select') ? e.value : e.innerText ?? ''";

/// Between two looks.
const LOOK: Duration = Duration::from_millis(25);

/// An open window. Dropping it ends the program as a power cut does.
pub struct Window {
    runtime: tokio::runtime::Runtime,
    client: Client,
    driver: Driver,
}

/// WebKitWebDriver and everything it started, in a process group of its own.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}

impl Window {
    /// Starts the program with these arguments and waits for its page.
    pub fn open(environment: &[(String, String)], arguments: &[&str]) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut command = Command::new("WebKitWebDriver");
        command.args([format!("--port={port}"), "--host=127.0.0.1".to_owned()]);
        command.envs(environment.iter().cloned()).env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let driver = command.spawn().unwrap_or_else(|error| {
            panic!("WebKitWebDriver did not start ({error}). `cargo xtask test --only window` installs it.")
        });
        let driver = Driver(driver);
        let options = json!({ "webkitgtk:browserOptions": { "binary": PROGRAM, "args": arguments } });
        let Value::Object(capabilities) = options else { unreachable!() };
        let url = format!("http://127.0.0.1:{port}");
        let client = runtime.block_on(async {
            let begun = Instant::now();
            loop {
                let mut builder = ClientBuilder::new(HttpConnector::new());
                match builder.capabilities(capabilities.clone()).connect(&url).await {
                    Ok(client) => return client,
                    // The port opens a moment after the program starts.
                    Err(_) if begun.elapsed() < Duration::from_secs(5) => tokio::time::sleep(LOOK).await,
                    Err(error) => panic!("The window did not open: {error}"),
                }
            }
        });
        Self { runtime, client, driver }
    }

    /// Closes the window as its close button does, and waits until the program has saved and ended.
    pub fn close(self) {
        self.press_close_button();
        self.ended();
    }

    /// Presses the window's close button.
    pub fn press_close_button(&self) {
        display::press_close_button(self.program())
            .unwrap_or_else(|error| panic!("The window cannot be asked to close: {error}"));
    }

    /// Waits until the program has saved and ended.
    pub fn ended(self) {
        let Some(pid) = self.processes("copydesk").pop() else { return };
        let begun = Instant::now();
        while belongs(pid, self.driver.0.id(), "copydesk") {
            assert!(begun.elapsed() < PATIENCE, "Copydesk did not end after its window was closed.");
            std::thread::sleep(LOOK);
        }
    }

    /// Runs JavaScript in the page, as the body of a function.
    pub fn eval(&self, script: &str, arguments: Value) -> Value {
        let Value::Array(arguments) = arguments else { panic!("arguments are a list") };
        self.wait(script, self.client.execute(script, arguments))
    }

    /// Waits until the script returns something true, and returns that.
    pub fn until(&self, what: &str, script: &str, arguments: Value) -> Value {
        self.until_within(PATIENCE, what, script, arguments)
    }

    /// As `until`, with another patience.
    pub fn until_within(&self, patience: Duration, what: &str, script: &str, arguments: Value) -> Value {
        let begun = Instant::now();
        loop {
            let value = self.eval(script, arguments.clone());
            if !matches!(value, Value::Null | Value::Bool(false)) && value != "" {
                return value;
            }
            if begun.elapsed() > patience {
                self.screenshot("_failed");
                panic!(
                    "Waited {patience:?} for {what}. The page says: {}",
                    self.eval("return document.body.innerText", json!([]))
                );
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Waits until the element is seen, and returns its text or value.
    pub fn see(&self, selector: &str) -> String {
        let script =
            format!("const e = document.querySelector(arguments[0]); {TEXT}; return text !== null && [text]");
        self.until(selector, &script, json!([selector]))[0].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the element's text or value holds these words.
    pub fn see_in(&self, selector: &str, words: &str) -> String {
        let script = format!(
            "const e = document.querySelector(arguments[0]); {TEXT}; return !!text && text.includes(arguments[1]) && [text]"
        );
        self.until(&format!("\"{words}\" in {selector}"), &script, json!([selector, words]))[0]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until nothing of this is seen any more.
    pub fn gone(&self, selector: &str) {
        let script =
            "const e = document.querySelector(arguments[0]); return !e || !e.getClientRects().length";
        self.until(&format!("{selector} to go away"), script, json!([selector]));
    }

    /// Clicks the element once it is seen and may be used.
    pub fn click(&self, selector: &str) {
        let script = "const e = document.querySelector(arguments[0]);
            return !!e && e.getClientRects().length > 0 && !e.disabled";
        self.until(&format!("{selector} to be usable"), script, json!([selector]));
        let begun = Instant::now();
        // The page may draw itself anew between finding and clicking.
        let press = || self.wait(selector, async { Ok(self.element(selector).await?.click().await) });
        while let Err(error) = press() {
            assert!(begun.elapsed() < Duration::from_secs(5), "{selector} cannot be clicked: {error}");
            std::thread::sleep(LOOK);
        }
    }

    /// Types into the element, as keys.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.see(selector);
        let keys = text.replace('\n', &Key::Enter.to_string());
        self.wait(&format!("type into {selector}"), async {
            self.element(selector).await?.send_keys(&keys).await
        });
    }

    /// Replaces what is in a field.
    pub fn fill(&self, selector: &str, text: &str) {
        self.type_into(selector, &format!("{}a", Key::Control));
        self.type_into(selector, text);
    }

    /// Opens a post from the list and waits until it stands in the editor.
    pub fn choose(&self, path: &str) {
        self.click(&format!("[data-testid='post-list-item'][data-path='{path}']"));
        self.see_in(&id("rename-post"), path.rsplit('/').next().unwrap_or(path));
        self.see(EDITOR);
    }

    /// Puts the cursor at the end of the text and types.
    pub fn write(&self, text: &str) {
        self.eval("document.querySelector(arguments[0]).focus()", json!([EDITOR]));
        self.type_into(EDITOR, &format!("{}{}", Key::Control, Key::End));
        self.type_into(EDITOR, text);
    }

    /// Waits until the editor shows these words.
    pub fn editor_has(&self, words: &str) {
        let script = "return document.querySelector('[data-testid=editor] .cm-content')?.innerText.includes(arguments[0])";
        self.until(&format!("\"{words}\" in the editor"), script, json!([words]));
    }

    /// Waits until the preview holds this XPath.
    pub fn preview_has(&self, xpath: &str) {
        let script = "const d = document.querySelector('[data-testid=preview-frame]')?.contentDocument;
            return !!d && d.evaluate(arguments[0], d, null, XPathResult.BOOLEAN_TYPE, null).booleanValue";
        self.until(&format!("{xpath} in the preview"), script, json!([xpath]));
    }

    /// Saves what the window shows under `screens` in the target folder.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let folder = Path::new(PROGRAM).ancestors().nth(2).unwrap().join("screens");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        // What was just changed needs a moment to be painted.
        std::thread::sleep(Duration::from_millis(250));
        // Not through WebDriver: its own pictures now and then never come.
        display::photograph(&file).unwrap_or_else(|error| panic!("no picture of the display: {error}"));
        file
    }

    /// The process numbers of the program with this name (its first 15 letters) that this window started.
    pub fn processes(&self, name: &str) -> Vec<u32> {
        let group = self.driver.0.id();
        let numbers = std::fs::read_dir("/proc").unwrap().flatten();
        let numbers = numbers.filter_map(|entry| entry.file_name().to_string_lossy().parse().ok());
        numbers.filter(|pid| belongs(*pid, group, name)).collect()
    }

    fn program(&self) -> u32 {
        self.processes("copydesk").pop().expect("Copydesk is running")
    }

    async fn element(&self, selector: &str) -> Result<Element, CmdError> {
        self.client.find(Locator::Css(selector)).await
    }

    fn wait<T>(&self, what: &str, work: impl Future<Output = Result<T, CmdError>>) -> T {
        self.runtime
            .block_on(async { tokio::time::timeout(PATIENCE, work).await })
            .unwrap_or_else(|_| panic!("WebKitWebDriver did not answer for {PATIENCE:?}: {what}"))
            .unwrap_or_else(|error| panic!("The window did not do what was asked ({what}): {error}"))
    }
}

/// The place where text is typed.
pub const EDITOR: &str = "[data-testid='editor'] .cm-content";

/// Something with this name in the agreement between the page and its tests.
pub fn id(name: &str) -> String {
    format!("[data-testid='{name}']")
}

fn belongs(pid: u32, group: u32, name: &str) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    // pid (name) state parent group ...
    let Some((head, tail)) = stat.rsplit_once(')') else { return false };
    // An ended program that nobody has buried yet is no program.
    if tail.trim_start().starts_with('Z') {
        return false;
    }
    let same_name = head.split_once('(').is_some_and(|(_, comm)| comm == name);
    same_name && tail.split_whitespace().nth(2) == Some(group.to_string().as_str())
}
