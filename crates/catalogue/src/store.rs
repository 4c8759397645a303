//! What is known of each post, on the disk: one row per file, and one per record of an exchange.
//!
//! All of it can be had again from the files, so it is written without waiting for the disk, and a damaged one, or one of
//! another version, is thrown away. What cannot be kept costs a second reading, never a word to the writer.

use crate::entry::{Brief, nanoseconds};
use blog::{ContentHash, PostKey, PostKind, PostPath, RemoteId, Status};
use library::{Exchange, PostSummary, Stamp, exchange_name, files};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Statement, params, params_from_iter};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Another number means other tables.
const VERSION: i64 = 1;

const TABLES: &str = "
create table posts (
    path text primary key, stamp integer not null, modified integer not null, title text not null, status text,
    date text, moment integer, words integer not null, first_words text not null, tags text not null, page integer not null,
    slug text, post_key text, remotes text not null, source text not null, picture integer not null,
    unreadable text, changed integer not null, sum integer not null
) without rowid;
create index by_key on posts (post_key) where post_key is not null;
create table exchanges (name text primary key, stamp integer not null, post_key text not null, source text not null) without rowid;
";

/// The file with everything in it.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    file: Option<PathBuf>,
}

/// What only a shown row needs.
#[derive(Debug, Default)]
pub(crate) struct Detail {
    pub first_words: String,
    pub date: Option<String>,
    pub unreadable: Option<String>,
}

/// A post, as it is looked for from a blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Its place.
    pub path: PostPath,
    /// Its title.
    pub title: String,
    /// Post or page.
    pub kind: PostKind,
    /// The address part that its front matter names.
    pub slug: Option<String>,
    /// Its key, if it has one.
    pub key: Option<PostKey>,
    /// Its numbers on blogs.
    pub remotes: Vec<(String, RemoteId)>,
}

impl Store {
    /// Opens the file, or begins a new one in its place; without a file, or where none can be made, one in memory.
    pub fn open(file: Option<&Path>) -> rusqlite::Result<Self> {
        let Some(file) = file else { return Self::new(Connection::open_in_memory()?, None) };
        let at = |file: &Path| Self::new(Connection::open(file)?, Some(file.to_owned()));
        at(file).or_else(|_| {
            throw_away(file);
            at(file).or_else(|_| Self::open(None))
        })
    }

    fn new(connection: Connection, file: Option<PathBuf>) -> rusqlite::Result<Self> {
        connection.busy_timeout(Duration::from_secs(2))?;
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -1024;",
        )?;
        let version: i64 = connection.query_row("pragma user_version", [], |row| row.get(0))?;
        let tables: i64 = connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
        match (version, tables) {
            (VERSION, _) => {}
            (0, 0) => {
                connection
                    .execute_batch(&format!("begin; {TABLES} pragma user_version = {VERSION}; commit;"))?;
            }
            _ => return Err(rusqlite::Error::InvalidQuery),
        }
        Ok(Self { connection, file })
    }

    /// Begins anew, with nothing in it.
    pub fn begin_anew(&mut self) {
        let Ok(mut memory) = Self::open(None) else { return };
        std::mem::swap(self, &mut memory);
        let file = memory.file.take();
        drop(memory);
        if let Some(file) = file {
            throw_away(&file);
            if let Ok(fresh) = Self::open(Some(&file)) {
                *self = fresh;
            }
        }
    }

    /// Hands over every post.
    pub fn each(&self, mut take: impl FnMut(Brief<'_>)) -> rusqlite::Result<()> {
        let mut all = self.connection.prepare(
            "select path, title, tags, modified, moment, stamp, page, slug, words, status, picture, unreadable, changed, date, first_words, post_key, remotes, source, sum from posts",
        )?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let sum = check_sum((0..SUMMED).map(|at| row.get_ref(at)).collect::<Result<Vec<_>, _>>()?);
            let path = PostPath::new(&row.get::<_, String>(0)?).filter(|_| row.get(SUMMED) == Ok(sum));
            let Some(path) = path else { return Err(rusqlite::Error::InvalidQuery) };
            let (title, tags): (String, Vec<String>) = (row.get(1)?, list(&row.get::<_, String>(2)?));
            let (slug, status): (Option<String>, Option<String>) = (row.get(7)?, row.get(9)?);
            take(Brief {
                path: &path,
                title: &title,
                tags: &tags,
                modified: row.get(3)?,
                moment: row.get(4)?,
                stamp: Stamp(row.get::<_, i64>(5)? as u64),
                kind: kind(row.get(6)?),
                slug: slug.as_deref(),
                words: row.get(8)?,
                status: status.and_then(|word| Status::from_word(&word)).unwrap_or_default(),
                has_picture: row.get(10)?,
                is_unreadable: row.get_ref(11)? != ValueRef::Null,
                changed_here: row.get(12)?,
            });
        }
        Ok(())
    }

    /// Keeps what was read. Answers which of the posts differ from what was last exchanged.
    pub fn put(&mut self, read: &[(PostSummary, Vec<Exchange>)]) -> rusqlite::Result<Vec<bool>> {
        let transaction = self.connection.transaction()?;
        let mut changed = Vec::with_capacity(read.len());
        {
            let mut post = transaction.prepare_cached(
                "insert or replace into posts (path, title, tags, modified, moment, stamp, page, slug, words, status, picture, unreadable, changed, date, first_words, post_key, remotes, source, sum) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?;
            let mut exchange =
                transaction.prepare_cached("insert or replace into exchanges values (?, ?, ?, ?)")?;
            for (summary, exchanges) in read {
                for one in exchanges {
                    put_exchange(&mut exchange, one)?;
                }
                let is_changed = exchanges.iter().any(|exchange| exchange.source != summary.source);
                changed.push(is_changed);
                let mut values = values(summary, is_changed);
                values.push(Value::Integer(check_sum(values.iter().map(ValueRef::from))));
                post.execute(params_from_iter(values))?;
            }
        }
        transaction.commit()?;
        Ok(changed)
    }

    pub fn remove(&mut self, paths: &[PostPath]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        for path in paths {
            transaction.prepare_cached("delete from posts where path = ?")?.execute([path.as_str()])?;
        }
        transaction.commit()
    }

    pub fn detail(&self, path: &str) -> rusqlite::Result<Option<Detail>> {
        let mut one = self
            .connection
            .prepare_cached("select first_words, date, unreadable from posts where path = ?")?;
        let detail = |row: &Row<'_>| {
            Ok(Detail { first_words: row.get(0)?, date: row.get(1)?, unreadable: row.get(2)? })
        };
        one.query_row([path], detail).optional()
    }

    /// The hash of what the writer wrote in a post.
    pub fn source(&self, path: &PostPath) -> rusqlite::Result<Option<ContentHash>> {
        let mut one = self.connection.prepare_cached("select source from posts where path = ?")?;
        let source: Option<String> = one.query_row([path.as_str()], |row| row.get(0)).optional()?;
        Ok(source.and_then(|source| ContentHash::from_hex(&source)))
    }

    /// Posts that fulfil a condition on the table `posts`, by path.
    pub fn linked(&self, condition: &str, value: &str) -> rusqlite::Result<Vec<Linked>> {
        let columns = "select path, title, page, slug, post_key, remotes from posts where";
        let mut some = self.connection.prepare_cached(&format!("{columns} {condition} order by path"))?;
        let rows = some.query_map([value], linked)?;
        rows.filter_map(Result::transpose).collect()
    }

    /// The records that were read, with what their files looked like.
    pub fn exchanges(&self) -> rusqlite::Result<HashMap<String, Stamp>> {
        let mut all = self.connection.prepare("select name, stamp from exchanges")?;
        let rows = all.query_map([], |row| Ok((row.get(0)?, Stamp(row.get::<_, i64>(1)? as u64))))?;
        rows.collect()
    }

    /// Keeps what a record says now, `None` when it is gone. Answers which posts therefore stand otherwise than before.
    pub fn exchanged(
        &mut self,
        name: &str,
        now: Option<&Exchange>,
    ) -> rusqlite::Result<Vec<(PostPath, bool)>> {
        let transaction = self.connection.transaction()?;
        let known: Option<String> = transaction
            .query_row("select post_key from exchanges where name = ?", [name], |row| row.get(0))
            .optional()?;
        let key = now.map(|now| now.key.as_str().to_owned()).or(known);
        match now {
            Some(now) => {
                let mut keep =
                    transaction.prepare_cached("insert or replace into exchanges values (?, ?, ?, ?)")?;
                put_exchange(&mut keep, now)?;
            }
            None => {
                transaction.execute("delete from exchanges where name = ?", [name])?;
            }
        }
        let mut news = Vec::new();
        if let Some(key) = key.as_deref().and_then(PostKey::new) {
            let mut posts = transaction
                .prepare_cached("select path, remotes, source, changed from posts where post_key = ?")?;
            let mut rows = posts.query([key.as_str()])?;
            while let Some(row) = rows.next()? {
                let (path, source, before): (String, String, bool) = (row.get(0)?, row.get(2)?, row.get(3)?);
                let mut record = transaction.prepare_cached("select source from exchanges where name = ?")?;
                let mut changed = false;
                for (blog, _) in remotes(&row.get::<_, String>(1)?) {
                    let name = exchange_name(&key, &blog);
                    let sent: Option<String> = record.query_row([name], |row| row.get(0)).optional()?;
                    changed |= sent.is_some_and(|sent| sent != source);
                }
                if changed != before {
                    transaction
                        .execute("update posts set changed = ? where path = ?", params![changed, path])?;
                    news.extend(PostPath::new(&path).map(|path| (path, changed)));
                }
            }
        }
        transaction.commit()?;
        Ok(news)
    }
}

/// How many columns of a post are summed up.
const SUMMED: usize = 18;

/// The columns of a post, in the order of the statements.
fn values(summary: &PostSummary, is_changed: bool) -> Vec<Value> {
    let plain = |text: &str| Value::Text(text.to_owned());
    let maybe = |text: Option<&str>| text.map_or(Value::Null, plain);
    vec![
        plain(summary.path.as_str()),
        plain(&summary.title),
        Value::Text(text(&summary.tags)),
        Value::Integer(nanoseconds(summary.modified)),
        summary.moment.map_or(Value::Null, Value::Integer),
        Value::Integer(summary.stamp.0 as i64),
        Value::Integer((summary.kind == PostKind::Page).into()),
        maybe(summary.slug.as_deref()),
        Value::Integer(u32::try_from(summary.words).unwrap_or(u32::MAX).into()),
        maybe(summary.status.map(Status::word)),
        Value::Integer(summary.has_picture.into()),
        maybe(summary.unreadable.as_deref()),
        Value::Integer(is_changed.into()),
        maybe(summary.date.as_deref()),
        plain(&summary.first_words),
        maybe(summary.key.as_ref().map(PostKey::as_str)),
        Value::Text(remotes_text(&summary.remotes)),
        plain(summary.source.as_str()),
    ]
}

/// A number by which a row is known again (FNV-1a): SQLite notices a torn page, not a changed byte. What changes by itself
/// later, whether a post differs from what was exchanged, does not count.
fn check_sum<'a>(values: impl IntoIterator<Item = ValueRef<'a>>) -> i64 {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for (at, value) in values.into_iter().enumerate() {
        match value {
            _ if at == CHANGED => {}
            ValueRef::Null => take(&[0]),
            ValueRef::Integer(number) => take(&number.to_le_bytes()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                take(&(bytes.len() as u64).to_le_bytes());
                take(bytes);
            }
            ValueRef::Real(number) => take(&number.to_le_bytes()),
        }
    }
    sum as i64
}

/// The column that says whether a post differs from what was exchanged.
const CHANGED: usize = 12;

fn linked(row: &Row<'_>) -> rusqlite::Result<Option<Linked>> {
    let Some(path) = PostPath::new(&row.get::<_, String>(0)?) else { return Ok(None) };
    Ok(Some(Linked {
        path,
        title: row.get(1)?,
        kind: kind(row.get(2)?),
        slug: row.get(3)?,
        key: row.get::<_, Option<String>>(4)?.as_deref().and_then(PostKey::new),
        remotes: remotes(&row.get::<_, String>(5)?),
    }))
}

fn put_exchange(statement: &mut Statement<'_>, exchange: &Exchange) -> rusqlite::Result<usize> {
    let name = exchange_name(&exchange.key, &exchange.blog);
    statement.execute(params![name, exchange.stamp.0 as i64, exchange.key.as_str(), exchange.source.as_str()])
}

/// What SQLite made of a file, taken away; what cannot be taken away stays unused.
fn throw_away(file: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let _ = files::remove(Path::new(&name));
    }
}

fn kind(page: bool) -> PostKind {
    if page { PostKind::Page } else { PostKind::Post }
}

fn text(list: &[String]) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

fn list(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

fn remotes_text(remotes: &[(String, RemoteId)]) -> String {
    let plain: Vec<(&str, u64)> = remotes.iter().map(|(blog, id)| (blog.as_str(), id.0)).collect();
    serde_json::to_string(&plain).unwrap_or_default()
}

fn remotes(text: &str) -> Vec<(String, RemoteId)> {
    let plain: Vec<(String, u64)> = serde_json::from_str(text).unwrap_or_default();
    plain.into_iter().map(|(blog, id)| (blog, RemoteId(id))).collect()
}
