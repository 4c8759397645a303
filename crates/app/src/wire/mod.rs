//! Everything that crosses between the core and a front end: one table of commands, one stream of events.
//!
//! These types are the only ones that are serialised for the window; domain types are converted at this edge.
//! `ts-rs` writes their TypeScript twins into `ui/src/backend/generated` (`cargo xtask codegen`). Secrets go in,
//! never out. Positions in texts are in *editor units*: UTF-16 code units, every line break counting one.

pub mod accounts;
pub mod acting;
pub mod carrying;
pub mod comments;
pub mod conflict;
pub mod connecting;
pub mod editor;
pub mod error;
pub mod events;
pub mod git;
pub mod library;
pub mod managing;
pub mod moving;
pub mod publishing;
pub mod pulling;
pub mod searching;
pub mod settings;
pub mod unsaved;
pub mod versions;

use accounts::{
    AccountAdded, AccountRemoved, AccountView, AddAccount, CheckView, OffersView, OneAccount, RemoveAccount,
    SetMarkup, SetPictureSize, TermsView,
};
use acting::{ActOnBlog, ActionDone, ActionView, PlanAction, TwinView};
use carrying::{ChoosePlace, ExportPosts, Exported, ImportFrom, ImportView};
use conflict::{CompareConflict, Comparison, ConflictFound, ResolveConflict};
use connecting::{ApprovalAsked, ApproveBlog, DiscoverBlog, DiscoveredView, ExamineBlog, FindingView};
use editor::{
    AddPicture, Change, ConvertedCopy, EditPost, Edited, OpenedPost, OutsideNews, PictureAdded, ReplaceText,
    ResolveOutside, SetField, TakeOutside,
};
use git::{CommitOnPublish, GitView, SyncLibrary, Synced};
use library::{
    CreatePost, LibraryView, ListPosts, NeighbourOf, OnePost, OpenLibrary, PinPosts, PostRow, RowPage,
    SkippedView, SomePosts, Trashed,
};
use managing::{
    BulkDone, BulkEdit, DiscardTrashed, FromTemplate, LibraryRow, SaveTemplate, TemplateRow, TrashView,
    UndoBulk,
};
use moving::{LinksView, MovePost, MovedPost};
use publishing::{AnswerClosing, JobView, OneJob, PauseOutbox, PlanPublish, PlanView, Publish};
use pulling::{LinkPost, LinkPress, LinkView, ListRemote, PullPosts, Pulled, RemotePage};
use searching::{FoundPosts, SearchPosts};
use serde::{Deserialize, Serialize};
use settings::{SettingsView, Start};
use ts_rs::TS;
use unsaved::UnsavedView;
use versions::{OneVersion, VersionCompared, VersionList};

/// A command without arguments.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// What a command takes and gives.
#[derive(TS)]
#[allow(missing_docs)]
pub struct Call<A, R> {
    pub args: A,
    pub returns: R,
}

/// Declares the table once: the TypeScript interface and the list of names come from the same lines.
macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($args:ty) -> $returns:ty;)*) => {
        /// Every command a front end may call, with its arguments and its result.
        #[derive(TS)]
        pub struct Commands { $($(#[doc = $doc])* pub $name: Call<$args, $returns>,)* }

        /// The names of all commands, for the shell's access list.
        pub const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

commands! {
    /// The state of everything at start.
    start(Nothing) -> Start;
    /// Opens the folder chooser of the system; `null` when it was closed without a choice.
    choose_library(Nothing) -> Option<LibraryView>;
    /// Opens a folder as the library.
    open_library(OpenLibrary) -> LibraryView;
    /// A page of the list of posts.
    list_posts(ListPosts) -> RowPage;
    /// The best posts for what was typed, from the whole library.
    search_posts(SearchPosts) -> FoundPosts;
    /// The rows of these posts, as far as there are such.
    rows_of(SomePosts) -> Vec<PostRow>;
    /// The post before or after another one in a view; `null` at the ends.
    neighbour(NeighbourOf) -> Option<PostRow>;
    /// What in the folder looks like a post and is none.
    list_skipped(Nothing) -> Vec<SkippedView>;
    /// Lets posts stand first in the list, or no longer.
    pin_posts(PinPosts) -> Nothing;
    /// Reads a post for editing, with its rendered preview.
    open_post(OnePost) -> OpenedPost;
    /// Writes a file that is not UTF-8 anew beside itself, as one that can be edited.
    convert_copy(OnePost) -> ConvertedCopy;
    /// Takes the post out of the editor's care (saved first).
    close_post(OnePost) -> Nothing;
    /// A new post with this title; returns its row.
    create_post(CreatePost) -> PostRow;
    /// How many links of other posts lead to this one.
    links_to(OnePost) -> LinksView;
    /// Gives the file another name or another folder; links to it follow when asked.
    move_post(MovePost) -> MovedPost;
    /// Puts the file into the library's trash.
    trash_post(OnePost) -> Trashed;
    /// Brings a file back from the library's trash.
    restore_post(Trashed) -> PostRow;
    /// Does one thing to many posts; nothing is sent to a blog.
    edit_posts(BulkEdit) -> BulkDone;
    /// Takes that back, as far as the posts were not changed since.
    undo_edit(UndoBulk) -> BulkDone;
    /// A copy of a post, as a draft of its own; returns its row.
    duplicate_post(OnePost) -> PostRow;
    /// The library's templates.
    list_templates(Nothing) -> Vec<TemplateRow>;
    /// A new post that begins with a template; returns its row.
    create_from_template(FromTemplate) -> PostRow;
    /// Keeps a post's text as a template.
    save_template(SaveTemplate) -> TemplateRow;
    /// What is in the library's trash.
    list_trash(Nothing) -> TrashView;
    /// Removes posts in the trash for ever.
    discard_trashed(DiscardTrashed) -> TrashView;
    /// The libraries that were open before, the last one first.
    list_libraries(Nothing) -> Vec<LibraryRow>;
    /// Takes a library out of that list; its folder stays.
    forget_library(OpenLibrary) -> Vec<LibraryRow>;
    /// Changes since the last version; answers with what the preview must replace.
    edit_post(EditPost) -> Edited;
    /// The whole text anew, after `out_of_step`.
    replace_text(ReplaceText) -> Edited;
    /// The change of text that sets a field of the front matter; the editor applies it.
    set_field(SetField) -> Vec<Change>;
    /// Saves now.
    save_post(OnePost) -> Nothing;
    /// What happened to the file outside; a clean buffer gets the changes to apply.
    take_outside(TakeOutside) -> OutsideNews;
    /// The writer's choice between this text and the file's; the other one is kept as a version.
    resolve_outside(ResolveOutside) -> Vec<Change>;
    /// The posts that are not there were deleted: they come off the list.
    believe_vanished(Nothing) -> Nothing;
    /// Posts of which text was found that an earlier run could not save.
    list_unsaved(Nothing) -> Vec<UnsavedView>;
    /// Keeps that text of a post as a version and offers it no more.
    put_away_unsaved(OnePost) -> Nothing;
    /// Keeps a picture beside the post and returns how the text refers to it.
    add_picture(AddPicture) -> PictureAdded;
    /// Opens the system's file chooser for a picture and keeps it beside the post; `null` when closed.
    choose_picture(OnePost) -> Option<PictureAdded>;
    /// Opens a link in the system's browser (http, https and mailto only).
    open_link(settings::OpenLink) -> Nothing;
    /// Shows the post's file in the system's file browser.
    show_file(OnePost) -> Nothing;
    /// What answers at an address a person typed.
    discover_blog(DiscoverBlog) -> DiscoveredView;
    /// Signs in and keeps the account; the password goes to the keyring.
    add_account(AddAccount) -> AccountAdded;
    /// Asks for approval on a page of the blog; the front end opens that page in the browser.
    approve_blog(ApproveBlog) -> ApprovalAsked;
    /// Waits for an approval no longer.
    cancel_approval(Nothing) -> Nothing;
    /// Looks at everything between this computer and a blog; each finding is also told as news as soon as it is there.
    examine_blog(ExamineBlog) -> Vec<FindingView>;
    /// Forgets an account and its password.
    remove_account(RemoveAccount) -> AccountRemoved;
    /// Asks the blog who we are and what we may do.
    check_account(OneAccount) -> CheckView;
    /// Blocks or classic HTML.
    set_markup(SetMarkup) -> AccountView;
    /// How large pictures are sent.
    set_picture_size(SetPictureSize) -> AccountView;
    /// Categories and tags of the blog.
    list_terms(OneAccount) -> TermsView;
    /// What the blog has beyond title and text.
    list_offers(OneAccount) -> OffersView;
    /// What pressing Publish would do.
    plan_publish(PlanPublish) -> PlanView;
    /// The press: puts exactly the shown plan into the outbox.
    publish(Publish) -> JobView;
    /// Other copies of a post on this disk, which are to be settled: conflict files, and marks that a merge left.
    list_conflicts(OnePost) -> Vec<ConflictFound>;
    /// Both sides changed a post: what differs, by paragraph and by field.
    compare_conflict(CompareConflict) -> Comparison;
    /// The writer's choice becomes the file's text; the other one is kept as a version. Sends nothing.
    resolve_conflict(ResolveConflict) -> Nothing;
    /// Older states of a post, newest first.
    list_versions(OnePost) -> VersionList;
    /// One of them beside the present text.
    compare_version(OneVersion) -> VersionCompared;
    /// Brings it back, exactly as it was; the present text becomes a version first. An open editor then calls `take_outside`.
    restore_version(OneVersion) -> Nothing;
    /// How the git work tree around the library stands; `null` without one.
    git_state(Nothing) -> Option<GitView>;
    /// Commits, fetches, merges and sends.
    sync_library(SyncLibrary) -> Synced;
    /// Whether each published post is committed by itself.
    commit_on_publish(CommitOnPublish) -> Nothing;
    /// A post's twins on blogs, as last exchanged.
    list_twins(OnePost) -> Vec<TwinView>;
    /// What taking a post off the blog, into its trash, back, or away for ever would do.
    plan_action(PlanAction) -> ActionView;
    /// Does exactly what was shown.
    act_on_blog(ActOnBlog) -> ActionDone;
    /// One page of what is on a blog, and how each post stands here.
    list_remote(ListRemote) -> RemotePage;
    /// Brings posts of a blog here: new ones as files, changed ones into theirs.
    pull_posts(PullPosts) -> Pulled;
    /// Ends a pull after the post it is at.
    stop_pull(OneAccount) -> Nothing;
    /// Compares a file with a post of the blog before they are tied to each other.
    plan_link(LinkPost) -> LinkView;
    /// Ties them, exactly as they were shown.
    link_post(LinkPress) -> PostRow;
    /// Writes posts into a zip, an export for WordPress, or a folder of pages.
    export_posts(ExportPosts) -> Exported;
    /// Opens the system's chooser for where an export goes or an import comes from; its full path, `null` when closed.
    choose_place(ChoosePlace) -> Option<String>;
    /// What bringing this file or folder into the library would do.
    plan_import(ImportFrom) -> ImportView;
    /// Brings it: new files only, nothing is sent anywhere.
    import_posts(ImportFrom) -> ImportView;
    /// Ends an export or an import after the file it is at.
    stop_carrying(Nothing) -> Nothing;
    /// All work that is waiting, running or recently done.
    list_outbox(Nothing) -> Vec<JobView>;
    /// Tries everything that waits, now.
    run_outbox(Nothing) -> Vec<JobView>;
    /// Ends a job's hold or its wait: it goes out now.
    send_now(OneJob) -> JobView;
    /// Stops or resumes sending for one blog; returns all jobs.
    pause_outbox(PauseOutbox) -> Vec<JobView>;
    /// Takes a job out.
    cancel_job(OneJob) -> JobView;
    /// Closes the window after all, or leaves it open; the answer to the news `closing`.
    answer_closing(AnswerClosing) -> Nothing;
    /// Remembers settings.
    set_settings(SettingsView) -> Nothing;
}

#[cfg(test)]
mod export {
    use super::*;

    /// Writes the TypeScript; `cargo xtask codegen` runs it and `--check` compares with what is committed.
    #[test]
    fn export_typescript() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/backend/generated");
        let config = ts_rs::Config::default().with_out_dir(folder);
        Commands::export_all(&config).unwrap();
        events::AppEvent::export_all(&config).unwrap();
        error::WireError::export_all(&config).unwrap();
    }
}
