//! What the window may call: one line each, forwarded to the core. The calls that need the system or the window itself are the shell's.

use crate::desk::Desk;
use crate::own_scheme;
use app::wire::Nothing;
use app::wire::accounts::{
    AccountAdded, AccountRemoved, AccountView, AddAccount, CheckView, OffersView, OneAccount, RemoveAccount,
    SetMarkup, SetPictureSize, TermsView,
};
use app::wire::acting::{ActOnBlog, ActionDone, ActionView, PlanAction, TwinView};
use app::wire::carrying::{ChoosePlace, ExportPosts, Exported, ImportFrom, ImportView, PlaceFor};
use app::wire::conflict::{CompareConflict, Comparison, ConflictFound, ResolveConflict};
use app::wire::connecting::{
    ApprovalAsked, ApproveBlog, DiscoverBlog, DiscoveredView, ExamineBlog, FindingView,
};
use app::wire::editor::{
    AddPicture, Change, ConvertedCopy, EditPost, Edited, OpenedPost, OutsideNews, PictureAdded, ReplaceText,
    ResolveOutside, SetField, TakeOutside,
};
use app::wire::error::{ErrorCode, WireError};
use app::wire::git::{CommitOnPublish, GitView, SyncLibrary, Synced};
use app::wire::library::{
    CreatePost, LibraryView, ListPosts, NeighbourOf, OnePost, OpenLibrary, PinPosts, PostRow, RowPage,
    SkippedView, SomePosts, Trashed,
};
use app::wire::managing::{
    BulkDone, BulkEdit, DiscardTrashed, FromTemplate, LibraryRow, SaveTemplate, TemplateRow, TrashView,
    UndoBulk,
};
use app::wire::moving::{LinksView, MovePost, MovedPost};
use app::wire::publishing::{AnswerClosing, JobView, OneJob, PauseOutbox, PlanPublish, PlanView, Publish};
use app::wire::pulling::{LinkPost, LinkPress, LinkView, ListRemote, PullPosts, Pulled, RemotePage};
use app::wire::searching::{FoundPosts, SearchPosts};
use app::wire::settings::{OpenLink, SettingsView, Start};
use app::wire::unsaved::UnsavedView;
use app::wire::versions::{OneVersion, VersionCompared, VersionList};
use tauri::ipc::Invoke;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::{DialogExt, FilePath};

macro_rules! forward {
    ($($name:ident($args:ty) -> $returns:ty;)*) => {
        $(#[tauri::command]
        async fn $name(desk: State<'_, Desk>, args: $args) -> Result<$returns, WireError> {
            desk.call(move |app| app.$name(args)).await
        })*

        /// Answers the window's calls.
        pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name,)* edit_post, approve_blog, choose_library, choose_picture, choose_place, open_link, show_file, answer_closing]
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name),)* "edit_post", "approve_blog", "choose_library", "choose_picture", "choose_place", "open_link", "show_file", "answer_closing"];
    };
}

forward! {
    start(Nothing) -> Start;
    open_library(OpenLibrary) -> LibraryView;
    list_posts(ListPosts) -> RowPage;
    search_posts(SearchPosts) -> FoundPosts;
    rows_of(SomePosts) -> Vec<PostRow>;
    neighbour(NeighbourOf) -> Option<PostRow>;
    list_skipped(Nothing) -> Vec<SkippedView>;
    pin_posts(PinPosts) -> Nothing;
    open_post(OnePost) -> OpenedPost;
    close_post(OnePost) -> Nothing;
    convert_copy(OnePost) -> ConvertedCopy;
    create_post(CreatePost) -> PostRow;
    links_to(OnePost) -> LinksView;
    move_post(MovePost) -> MovedPost;
    trash_post(OnePost) -> Trashed;
    restore_post(Trashed) -> PostRow;
    edit_posts(BulkEdit) -> BulkDone;
    undo_edit(UndoBulk) -> BulkDone;
    duplicate_post(OnePost) -> PostRow;
    list_templates(Nothing) -> Vec<TemplateRow>;
    create_from_template(FromTemplate) -> PostRow;
    save_template(SaveTemplate) -> TemplateRow;
    list_trash(Nothing) -> TrashView;
    discard_trashed(DiscardTrashed) -> TrashView;
    list_libraries(Nothing) -> Vec<LibraryRow>;
    forget_library(OpenLibrary) -> Vec<LibraryRow>;
    replace_text(ReplaceText) -> Edited;
    set_field(SetField) -> Vec<Change>;
    save_post(OnePost) -> Nothing;
    take_outside(TakeOutside) -> OutsideNews;
    resolve_outside(ResolveOutside) -> Vec<Change>;
    believe_vanished(Nothing) -> Nothing;
    list_unsaved(Nothing) -> Vec<UnsavedView>;
    put_away_unsaved(OnePost) -> Nothing;
    add_picture(AddPicture) -> PictureAdded;
    discover_blog(DiscoverBlog) -> DiscoveredView;
    add_account(AddAccount) -> AccountAdded;
    cancel_approval(Nothing) -> Nothing;
    examine_blog(ExamineBlog) -> Vec<FindingView>;
    remove_account(RemoveAccount) -> AccountRemoved;
    check_account(OneAccount) -> CheckView;
    set_markup(SetMarkup) -> AccountView;
    set_picture_size(SetPictureSize) -> AccountView;
    list_terms(OneAccount) -> TermsView;
    list_offers(OneAccount) -> OffersView;
    list_conflicts(OnePost) -> Vec<ConflictFound>;
    compare_conflict(CompareConflict) -> Comparison;
    resolve_conflict(ResolveConflict) -> Nothing;
    list_versions(OnePost) -> VersionList;
    compare_version(OneVersion) -> VersionCompared;
    restore_version(OneVersion) -> Nothing;
    git_state(Nothing) -> Option<GitView>;
    sync_library(SyncLibrary) -> Synced;
    commit_on_publish(CommitOnPublish) -> Nothing;
    list_twins(OnePost) -> Vec<TwinView>;
    plan_action(PlanAction) -> ActionView;
    act_on_blog(ActOnBlog) -> ActionDone;
    plan_publish(PlanPublish) -> PlanView;
    publish(Publish) -> JobView;
    list_remote(ListRemote) -> RemotePage;
    pull_posts(PullPosts) -> Pulled;
    stop_pull(OneAccount) -> Nothing;
    plan_link(LinkPost) -> LinkView;
    link_post(LinkPress) -> PostRow;
    export_posts(ExportPosts) -> Exported;
    plan_import(ImportFrom) -> ImportView;
    import_posts(ImportFrom) -> ImportView;
    stop_carrying(Nothing) -> Nothing;
    list_outbox(Nothing) -> Vec<JobView>;
    run_outbox(Nothing) -> Vec<JobView>;
    send_now(OneJob) -> JobView;
    pause_outbox(PauseOutbox) -> Vec<JobView>;
    cancel_job(OneJob) -> JobView;
    set_settings(SettingsView) -> Nothing;
}

/// On the window's own thread: the work is shorter than two changes of thread, and the writer is waiting for the frame.
#[tauri::command]
fn edit_post(desk: State<'_, Desk>, args: EditPost) -> Result<Edited, WireError> {
    desk.app()?.edit_post(args)
}

/// The system is told of Copydesk's own scheme when it is first needed, and not at every start.
#[tauri::command]
async fn approve_blog(
    handle: AppHandle,
    desk: State<'_, Desk>,
    args: ApproveBlog,
) -> Result<ApprovalAsked, WireError> {
    desk.call(move |app| {
        own_scheme::register(&handle, app);
        app.approve_blog(args)
    })
    .await
}

#[tauri::command]
async fn choose_library(
    handle: AppHandle,
    desk: State<'_, Desk>,
    args: Nothing,
) -> Result<Option<LibraryView>, WireError> {
    let Nothing {} = args;
    desk.call(move |app| {
        let chosen =
            handle.dialog().file().set_title("Choose the folder of your posts").blocking_pick_folder();
        chosen
            .map(|folder| {
                app.open_library(OpenLibrary { folder: path_of(folder)?.to_string_lossy().into_owned() })
            })
            .transpose()
    })
    .await
}

#[tauri::command]
async fn choose_picture(
    handle: AppHandle,
    desk: State<'_, Desk>,
    args: OnePost,
) -> Result<Option<PictureAdded>, WireError> {
    desk.call(move |app| {
        let chooser = handle.dialog().file().set_title("Choose a picture");
        let kinds = ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg"];
        let chosen = chooser.add_filter("Pictures", &kinds).blocking_pick_file();
        chosen.map(|file| app.add_picture_file(args, &path_of(file)?)).transpose()
    })
    .await
}

#[tauri::command]
async fn choose_place(
    handle: AppHandle,
    desk: State<'_, Desk>,
    args: ChoosePlace,
) -> Result<Option<String>, WireError> {
    desk.call(move |_| {
        let chooser = |title: &str| handle.dialog().file().set_title(title);
        let new = |title: &str, kind: &str, ending: &str| {
            let named = chooser(title).set_file_name(format!("{}.{ending}", args.name));
            named.add_filter(kind, &[ending]).blocking_save_file()
        };
        let chosen = match args.what {
            PlaceFor::NewZip => new("Export the library as a zip", "Zip", "zip"),
            PlaceFor::NewWxr => new("Export for WordPress", "WordPress export", "xml"),
            PlaceFor::InFolder => chooser("Choose where the folder of pages is made").blocking_pick_folder(),
            PlaceFor::File => {
                let kinds = ["xml", "wxr", "md", "markdown", "html", "htm"];
                chooser("Choose what to import").add_filter("Posts", &kinds).blocking_pick_file()
            }
            PlaceFor::Folder => chooser("Choose the folder to import").blocking_pick_folder(),
        };
        chosen.map(|place| Ok(path_of(place)?.to_string_lossy().into_owned())).transpose()
    })
    .await
}

#[tauri::command]
async fn open_link(desk: State<'_, Desk>, args: OpenLink) -> Result<Nothing, WireError> {
    desk.call(move |app| {
        let url = app.check_link(&args.url)?;
        tauri_plugin_opener::open_url(&url, None::<&str>).map_err(|e| {
            failure(
                "The system's browser did not start.",
                &format!("Nothing is lost. The address is {url}"),
                &e,
            )
        })?;
        Ok(Nothing {})
    })
    .await
}

#[tauri::command]
async fn show_file(desk: State<'_, Desk>, args: OnePost) -> Result<Nothing, WireError> {
    desk.call(move |app| {
        let file = app.file_of(args)?;
        tauri_plugin_opener::reveal_item_in_dir(&file).map_err(|e| {
            failure(
                "The system's file browser did not start.",
                &format!("The file is {}", file.display()),
                &e,
            )
        })?;
        Ok(Nothing {})
    })
    .await
}

#[tauri::command]
async fn answer_closing(
    handle: AppHandle,
    desk: State<'_, Desk>,
    args: AnswerClosing,
) -> Result<Nothing, WireError> {
    if args.close {
        // Not from within a call: closing waits until none is under way.
        std::thread::spawn(move || crate::window::close(&handle));
    } else {
        desk.stays_open();
    }
    Ok(Nothing {})
}

/// A chosen file is a path here; only phones answer with addresses.
fn path_of(chosen: FilePath) -> Result<std::path::PathBuf, WireError> {
    chosen.into_path().map_err(|e| {
        failure(
            "This place is not a folder on this computer.",
            "Nothing was changed. Choose another one.",
            &e,
        )
    })
}

/// The answer when a call broke down on its way.
pub fn defect(what: &dyn std::fmt::Display) -> WireError {
    failure(
        "Something in Copydesk itself went wrong.",
        "What was saved is safe. Copy your last sentences, close Copydesk and open it again; the detail below helps us to mend it.",
        what,
    )
}

fn failure(message: &str, hint: &str, detail: &dyn std::fmt::Display) -> WireError {
    WireError {
        code: ErrorCode::Other,
        message: message.into(),
        hint: hint.into(),
        detail: detail.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The shell answers every command of the table, and the access list opens exactly these.
    #[test]
    fn the_table_the_shell_and_the_access_list_agree() {
        let table: BTreeSet<String> =
            app::wire::COMMAND_NAMES.iter().map(|name| (*name).to_owned()).collect();
        let shell: BTreeSet<String> = super::NAMES.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(shell, table);

        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let open: BTreeSet<&str> =
            capability["permissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        let own: BTreeSet<String> =
            table.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
        let system = ["core:event:allow-listen", "core:event:allow-unlisten"].map(String::from);
        let expected: BTreeSet<String> = own.into_iter().chain(system).collect();
        assert_eq!(open, expected.iter().map(String::as_str).collect());
    }
}
