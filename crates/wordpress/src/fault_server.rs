//! A server on this machine that answers exactly what a test tells it to, however wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server was asked.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// `GET`
    pub method: String,
    /// `/path?query`
    pub target: String,
    /// Everything up to the body, as it came.
    pub head: String,
    /// The body, as far as its length was told.
    pub body: Vec<u8>,
}

/// One thing of an answer.
#[derive(Clone)]
pub enum Act {
    /// These bytes.
    Send(Vec<u8>),
    /// Nothing, for a while.
    Wait(Duration),
    /// These bytes again and again until the other side hangs up.
    Forever(Vec<u8>),
}

type Script = Arc<dyn Fn(&Heard) -> Vec<Act> + Send + Sync>;

/// Listens until dropped.
pub struct FaultServer {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    ended: Arc<AtomicBool>,
}

impl FaultServer {
    /// Answers every request by the script, and closes the connection.
    pub fn start(script: impl Fn(&Heard) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, ended) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let script: Script = Arc::new(script);
        let (log, end) = (Arc::clone(&heard), Arc::clone(&ended));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                std::thread::spawn(move || converse(connection, &script, &log));
            }
        });
        Self { port, heard, ended }
    }

    /// The address of a path on it.
    pub fn url(&self, path: &str) -> url::Url {
        url::Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    /// Every request so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the listener, so that it sees that it has ended.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn converse(mut connection: TcpStream, script: &Script, log: &Mutex<Vec<Heard>>) {
    // What speaks TLS to us is answered all the same.
    let heard = hear(&connection).unwrap_or_default();
    if !heard.target.is_empty() {
        log.lock().unwrap().push(heard.clone());
    }
    for act in script(&heard) {
        let sent = match act {
            Act::Send(bytes) => connection.write_all(&bytes),
            Act::Wait(time) => {
                std::thread::sleep(time);
                Ok(())
            }
            Act::Forever(bytes) => loop {
                if let Err(error) = connection.write_all(&bytes) {
                    break Err(error);
                }
            },
        };
        if sent.is_err() {
            return;
        }
    }
}

fn hear(connection: &TcpStream) -> Option<Heard> {
    let mut reader = BufReader::new(connection);
    let mut heard = Heard::default();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        heard.head.push_str(&line);
    }
    let mut words = heard.head.split_whitespace().map(str::to_owned);
    (heard.method, heard.target) = (words.next()?, words.next()?);
    let length = heard.head.lines().filter_map(|line| line.split_once(':'));
    let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.filter_map(|(_, value)| value.trim().parse().ok()).next().unwrap_or(0);
    heard.body = vec![0; length];
    reader.read_exact(&mut heard.body).ok()?;
    Some(heard)
}

/// An answer with its length told.
pub fn answer(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<Act> {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for header in headers {
        head = format!("{head}{header}\r\n");
    }
    vec![Act::Send([format!("{head}\r\n").as_bytes(), body].concat())]
}

/// An answer of JSON.
pub fn json(status: u16, body: &str) -> Vec<Act> {
    answer(status, &["Content-Type: application/json"], body)
}

/// A redirect.
pub fn redirect(status: u16, location: &str) -> Vec<Act> {
    answer(status, &[&format!("Location: {location}")], "")
}
