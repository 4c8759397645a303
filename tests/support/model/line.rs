//! The wire between a laptop and the blog: one exchange after the other, each as the script wants it.
//!
//! One connection is served at a time, so what happened before what is never a question.

use super::rest::{self, Answer};
use super::xmlrpc;
use super::{Fault, Heard, Role, Time, World};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use socket2::{Domain, Socket, Type};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What happens to the exchange of this number (from 0).
type Script = Box<dyn FnMut(usize, &Heard) -> Option<Fault> + Send>;

/// Whether nobody shall listen when the exchange of this number comes. Asked before the request is known.
type Deaf = Box<dyn FnMut(usize) -> bool + Send>;

/// The bytes of an answer, where it is not the blog's own.
type Hostile = Arc<dyn Fn(&Heard) -> Option<Vec<u8>> + Send + Sync>;

/// The blog and its wire; ends when dropped.
pub struct Blog {
    /// Its address, without a slash at the end.
    pub url: String,
    state: Arc<Mutex<State>>,
    address: SocketAddr,
    wake: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct State {
    world: World,
    script: Script,
    deaf: Deaf,
    /// What was heard since the script began.
    heard: Vec<Heard>,
    /// Faults that struck.
    faults: usize,
    /// Requests that are carried out later, and when.
    late: Vec<(u64, Heard)>,
    /// Nobody listens until the wire is mended.
    torn: bool,
    /// The bytes of an answer, whatever was asked.
    hostile: Option<Hostile>,
    ended: bool,
}

/// The blog's one person.
pub const USER: &str = "writer";
/// Their application password.
pub const PASSWORD: &str = "canary 9f2c 51aa";

/// How long a request may take to come in whole.
const PATIENCE: Duration = Duration::from_secs(20);

impl Blog {
    /// A blog that nothing ails.
    pub fn new(time: Time, role: Role) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = State {
            world: World::new(time, role),
            script: Box::new(|_, _| None),
            deaf: Box::new(|_| false),
            heard: vec![],
            faults: 0,
            late: vec![],
            torn: false,
            hostile: None,
            ended: false,
        };
        let state = Arc::new(Mutex::new(state));
        let (wake, mended) = channel();
        let url = format!("http://{address}");
        let (shared, home) = (Arc::clone(&state), url.clone());
        let thread = std::thread::spawn(move || serve(listener, address, &shared, &home, &mended));
        Self { url, state, address, wake: Some(wake), thread: Some(thread) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the blog, or changes it.
    pub fn world<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        work(&mut self.state().world)
    }

    /// A way to look at the blog from elsewhere.
    pub fn eye(&self) -> Eye {
        Eye { url: self.url.clone(), state: Arc::clone(&self.state) }
    }

    /// An empty blog again, whose person has this role, and a calm line. `rest_is_closed`: only XML-RPC answers.
    pub fn clear(&self, role: Role, rest_is_closed: bool) {
        self.calm();
        let mut state = self.state();
        let time = state.world.time.clone();
        time.reset();
        state.world = World::new(time, role);
        state.world.rest_is_closed = rest_is_closed;
        state.late.clear();
    }

    /// From now on exchanges are counted from 0 and happen as the script says. `deaf` says when nobody listens.
    pub fn script(
        &self,
        script: impl FnMut(usize, &Heard) -> Option<Fault> + Send + 'static,
        deaf: impl FnMut(usize) -> bool + Send + 'static,
    ) {
        self.mend();
        let mut state = self.state();
        state.script = Box::new(script);
        state.deaf = Box::new(deaf);
        state.heard.clear();
        state.faults = 0;
        let torn = (state.deaf)(0);
        drop(state);
        if torn {
            self.tear();
        }
    }

    /// Only one exchange goes wrong.
    pub fn one_fault(&self, number: usize, fault: Fault) {
        self.script(
            move |n, _| (n == number).then_some(fault),
            move |n| n == number && fault == Fault::Refused,
        );
    }

    /// Nothing goes wrong any more.
    pub fn calm(&self) {
        self.script(|_, _| None, |_| false);
    }

    /// Answers with these bytes where `answer` gives some.
    pub fn hostile(&self, answer: impl Fn(&Heard) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.state().hostile = Some(Arc::new(answer));
    }

    /// Answers by itself again.
    pub fn friendly(&self) {
        self.state().hostile = None;
    }

    /// Everything heard since the script began.
    pub fn heard(&self) -> Vec<Heard> {
        self.state().heard.clone()
    }

    /// How many faults struck since the script began.
    pub fn faults(&self) -> usize {
        self.state().faults
    }

    /// Somebody listens again, where nobody did.
    pub fn mend(&self) {
        if std::mem::take(&mut self.state().torn) {
            let _ = self.wake.as_ref().map(|wake| wake.send(()));
            // Only when it listens again: a test's next exchange must not meet a wire that is still being mended.
            while TcpStream::connect(self.address).is_err() {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }

    /// Nobody listens from now on: the server is told by a connection that says nothing.
    fn tear(&self) {
        self.state().torn = true;
        drop(TcpStream::connect(self.address));
        while TcpStream::connect(self.address).is_ok() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What was delayed and whose time has come is done.
    pub fn catch_up(&self) {
        let state = &mut *self.state();
        state.catch_up(&self.url);
        state.world.cron();
    }
}

impl Drop for Blog {
    fn drop(&mut self) {
        self.state().ended = true;
        self.wake.take();
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Sees the blog without its wire.
#[derive(Clone)]
pub struct Eye {
    /// The blog's address.
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Eye {
    /// Looks at the blog.
    pub fn world<T>(&self, work: impl FnOnce(&World) -> T) -> T {
        work(&self.state.lock().unwrap_or_else(PoisonError::into_inner).world)
    }
}

impl State {
    /// Does what was delayed and whose time has come.
    fn catch_up(&mut self, home: &str) {
        let now = self.world.time.millis();
        let (due, later) = std::mem::take(&mut self.late).into_iter().partition(|(at, _)| *at <= now);
        self.late = later;
        let due: Vec<(u64, Heard)> = due;
        for (_, heard) in due {
            self.apply(&heard, home);
        }
    }

    fn apply(&mut self, heard: &Heard, home: &str) -> Answer {
        let sign_in = format!("Basic {}", BASE64_STANDARD.encode(format!("{USER}:{PASSWORD}")));
        self.world.cron();
        self.world.effects += usize::from(heard.has_effect());
        if heard.path == "/xmlrpc.php" {
            return xmlrpc::answer(&mut self.world, heard, home);
        }
        rest::answer(&mut self.world, heard, home, heard.header("authorization") == sign_in)
    }
}

/// What the other side gets.
enum Reply {
    Bytes(Vec<u8>),
    /// Nothing: the connection is closed.
    Nothing,
    /// The connection is torn.
    Torn,
    /// Nothing, until the other side gives up.
    Silence,
}

fn serve(
    listener: TcpListener,
    address: SocketAddr,
    state: &Mutex<State>,
    home: &str,
    mended: &Receiver<()>,
) {
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let mut listener = Some(listener);
    loop {
        let Some(open) = &listener else { return };
        let Ok((stream, _)) = open.accept() else { continue };
        if lock().ended {
            return;
        }
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let reply = Heard::read(&stream).ok().map(|heard| exchange(&mut lock(), heard, home));
        // The next caller finds nobody; so nobody listens before this one has its answer.
        let torn = lock().torn;
        if torn {
            listener = None;
        }
        let held = torn.then(|| hold(address));
        match reply {
            Some(reply) => give(&stream, reply),
            None => drop(stream.shutdown(Shutdown::Both)),
        }
        drop(stream);
        if let Some(held) = held {
            if mended.recv().is_err() {
                return;
            }
            listener = held.listen(128).is_ok().then(|| TcpListener::from(held));
        }
    }
}

/// Keeps the port for us without listening at it.
fn hold(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_reuse_address(true).expect("an address may be used again");
    socket.bind(&address.into()).expect("the port that was ours");
    socket
}

/// One exchange, with what goes wrong in it.
fn exchange(state: &mut State, heard: Heard, home: &str) -> Reply {
    state.catch_up(home);
    let number = state.heard.len();
    state.heard.push(heard.clone());
    let hostile = state.hostile.clone().and_then(|answer| answer(&heard));
    let reply = match hostile {
        Some(bytes) => Reply::Bytes(bytes),
        None => {
            // A caller that finds nobody is not heard, so this one is wanted.
            let fault = (state.script)(number, &heard).filter(|fault| *fault != Fault::Refused);
            state.faults += usize::from(fault.is_some());
            answered(state, &heard, fault, home)
        }
    };
    let next = state.heard.len();
    if (state.deaf)(next) {
        state.torn = true;
        state.faults += 1;
        // The call that nobody hears is counted too.
        state.heard.push(Heard {
            method: String::new(),
            path: String::new(),
            query: vec![],
            headers: vec![],
            body: vec![],
        });
    }
    reply
}

fn answered(state: &mut State, heard: &Heard, fault: Option<Fault>, home: &str) -> Reply {
    let delayed = |state: &mut State, by: Duration| {
        let at = state.world.time.millis() + by.as_millis() as u64;
        state.late.push((at, heard.clone()));
    };
    let now = state.world.time.clone();
    let whole = |answer: Answer| Reply::Bytes(wire(&answer, &now));
    let Some(fault) = fault else { return whole(state.apply(heard, home)) };
    match fault {
        Fault::Refused | Fault::Closed => Reply::Nothing,
        Fault::Says(status) => whole(says(status)),
        Fault::TooOften => whole(says(429).with("Retry-After: 120")),
        Fault::Portal => whole(Answer::page(200, PORTAL)),
        Fault::Late(by) => {
            delayed(state, by);
            Reply::Silence
        }
        Fault::Delayed(by) => {
            delayed(state, by);
            Reply::Torn
        }
        Fault::Twice => {
            state.apply(heard, home);
            whole(state.apply(heard, home))
        }
        Fault::Notice | Fault::Reset | Fault::Cut | Fault::Page | Fault::Empty | Fault::Died => {
            let answer = state.apply(heard, home);
            match fault {
                Fault::Notice => whole(Answer {
                    body: [
                        b"<br />\n<b>Notice</b>: Undefined index in <b>x.php</b><br />\n",
                        answer.body.as_slice(),
                    ]
                    .concat(),
                    ..answer
                }),
                Fault::Cut => {
                    let mut bytes = wire(&answer, &now);
                    bytes.truncate(bytes.len() - answer.body.len() / 2 - 1);
                    Reply::Bytes(bytes)
                }
                Fault::Page => whole(Answer::page(200, PORTAL)),
                Fault::Empty => whole(Answer { body: vec![], ..answer }),
                Fault::Died => whole(Answer::json(
                    500,
                    &serde_json::json!({ "code": "internal_server_error", "message": "<p>There has been a critical error.</p>", "data": { "status": 500 } }),
                )),
                _ => Reply::Torn,
            }
        }
    }
}

const PORTAL: &str = "<html><title>Welcome</title><body>Sign in to use this network.<script>var a = {\"id\":7};</script></body></html>";

/// A refusal by the blog or by what stands before it.
fn says(status: u16) -> Answer {
    let code = if status == 401 { "rest_not_logged_in" } else { "model_refuses" };
    let answer = Answer::json(
        status,
        &serde_json::json!({ "code": code, "message": "Not now.", "data": { "status": status } }),
    );
    if status == 503 { answer.with("Retry-After: 30") } else { answer }
}

/// An answer as bytes.
fn wire(answer: &Answer, now: &Time) -> Vec<u8> {
    let headers: String = answer.headers.iter().map(|header| format!("{header}\r\n")).collect();
    let head = format!(
        "HTTP/1.1 {} X\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{headers}\r\n",
        answer.status,
        answer.mime,
        answer.body.len(),
        xmlrpc::date_header(now)
    );
    [head.as_bytes(), &answer.body].concat()
}

fn give(mut stream: &TcpStream, reply: Reply) {
    match reply {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(Shutdown::Write);
            linger(stream);
        }
        Reply::Nothing => {}
        Reply::Torn => {
            // Closing with a limit of zero sends a reset.
            let _ = socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO));
        }
        Reply::Silence => linger(stream),
    }
}

/// Until the other side hangs up, so that its last bytes never meet a reset.
fn linger(mut stream: &TcpStream) {
    let mut rest = [0; 512];
    while stream.read(&mut rest).is_ok_and(|read| read > 0) {}
}
