//! A small WebDriver client: the dozen calls that the demonstration needs, sent to WebKitWebDriver on this machine.
//!
//! The window tests use a full client; this one keeps `cargo xtask` quick to build.

use crate::failure::{Failure, Outcome};
use crate::http;
use crate::process::Group;
use crate::wordpress::free_port;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The real window, driven from outside. Dropping it closes the window and ends the driver.
#[derive(Debug)]
pub struct Window {
    session: String,
    driver: Group,
}

/// The Enter key, as WebDriver writes it.
pub const ENTER: char = '\u{E007}';
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Window {
    /// Starts `program` with `arguments` in the environment given.
    pub fn open(program: &Path, arguments: &[&str], environment: &[(String, String)]) -> Outcome<Self> {
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            .envs(environment.iter().map(|(name, value)| (name, value)));
        command
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = Group::start(&mut command)?;
        let url = format!("http://127.0.0.1:{port}");
        // The port is open before the driver is ready; its status tells.
        wait("WebKitWebDriver to be ready", 20, || {
            Ok(http::get(&format!("{url}/status")).is_ok_and(|answer| answer.status == 200).then_some(()))
        })?;
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": { "binary": program, "args": arguments } } } });
        let answer = value(http::post(&format!("{url}/session"), &wanted)?)?;
        let id = answer["sessionId"]
            .as_str()
            .ok_or_else(|| Failure::new("The window did not open: WebKitWebDriver named no session."))?;
        Ok(Self { session: format!("{url}/session/{id}"), driver })
    }

    /// Waits for the first element that the CSS selector finds.
    pub fn find(&self, selector: &str) -> Outcome<Element<'_>> {
        let wanted = json!({ "using": "css selector", "value": selector });
        let url = format!("{}/element", self.session);
        let id = wait(&format!("`{selector}` in the window"), 30, || {
            let answer = http::post(&url, &wanted)?;
            Ok(answer.json()["value"][ELEMENT].as_str().map(str::to_owned))
        })?;
        Ok(Element { window: self, id })
    }

    /// Runs JavaScript in the page, as the body of a function.
    pub fn evaluate(&self, script: &str, arguments: Value) -> Outcome<Value> {
        value(http::post(
            &format!("{}/execute/sync", self.session),
            &json!({ "script": script, "args": arguments }),
        )?)
    }

    /// Waits up to `seconds` until the script returns something true; returns that.
    pub fn wait_for(&self, what: &str, seconds: u64, script: &str, arguments: Value) -> Outcome<Value> {
        wait(what, seconds, || {
            let value = self.evaluate(script, arguments.clone())?;
            Ok((!matches!(value, Value::Null | Value::Bool(false)) && value != "").then_some(value))
        })
    }

    /// Closes the window.
    pub fn close(self) -> Outcome {
        let closed = http::delete(&self.session).map(drop);
        drop(self.driver);
        closed
    }
}

/// Something in the window.
#[derive(Debug)]
pub struct Element<'a> {
    window: &'a Window,
    id: String,
}

impl Element<'_> {
    /// Clicks it.
    pub fn click(&self) -> Outcome {
        value(http::post(&self.url("click"), &json!({}))?).map(drop)
    }

    /// Types the text; Enter goes as [`ENTER`].
    pub fn type_text(&self, text: &str) -> Outcome {
        value(http::post(&self.url("value"), &json!({ "text": text.replace('\n', &ENTER.to_string()) }))?)
            .map(drop)
    }

    fn url(&self, what: &str) -> String {
        format!("{}/element/{}/{what}", self.window.session, self.id)
    }
}

fn value(answer: http::Answer) -> Outcome<Value> {
    let mut json = answer.json();
    if answer.status == 200 {
        return Ok(json["value"].take());
    }
    let message = json["value"]["message"]
        .as_str()
        .or_else(|| json["value"]["error"].as_str())
        .unwrap_or("it gave no reason");
    Err(Failure::new(format!("The window did not do what was asked: {message}.")))
}

fn wait<T>(what: &str, seconds: u64, mut look: impl FnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if start.elapsed() > Duration::from_secs(seconds) {
            return Err(Failure::new(format!("Waited {seconds} seconds for {what}, and it did not come.")));
        }
        sleep(Duration::from_millis(50));
    }
}
