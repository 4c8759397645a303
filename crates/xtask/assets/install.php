<?php
// Installs a throwaway blog into BLOG_DIR and prints its users as JSON: one for each role, each with an application password.
error_reporting(E_ALL & ~E_DEPRECATED);
$_SERVER += ['SERVER_NAME' => '127.0.0.1', 'REMOTE_ADDR' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = $_SERVER['PHP_SELF'] = '/wp-admin/install.php';

define('WP_INSTALLING', true);
// Defined before WordPress defines its own: nobody needs a letter about this blog.
function wp_new_blog_notification() {}

require getenv('BLOG_TREE') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

function stop_on_error($result)
{
    if (is_wp_error($result)) {
        fwrite(STDERR, $result->get_error_message() . "\n");
        exit(1);
    }
    return $result;
}

// A permalink structure that seems to be set keeps the installer from testing its own address over HTTP.
$pretend = fn() => '/set/';
add_filter('pre_option_permalink_structure', $pretend);
add_filter('pre_http_request', fn() => new WP_Error('offline', 'The installation calls nobody.'));
$installed = wp_install('Throwaway blog', 'admin', 'admin@example.test', true, '', 'admin-password');
remove_filter('pre_option_permalink_structure', $pretend);

update_option('permalink_structure', '/%postname%/');
$wp_rewrite->init();
$wp_rewrite->flush_rules(false);
update_option('blogdescription', 'Thrown away after use');
update_option('default_pingback_flag', 0);
update_option('default_ping_status', 'closed');
update_option('fresh_site', 0);

$users = [];
foreach (['admin', 'editor', 'author', 'contributor', 'subscriber'] as $login) {
    $id = $login === 'admin' ? $installed['user_id'] : stop_on_error(wp_insert_user([
        'user_login' => $login,
        'user_pass' => "$login-password",
        'user_email' => "$login@example.test",
        'display_name' => ucfirst($login),
        'role' => $login,
    ]));
    [$password] = stop_on_error(WP_Application_Passwords::create_new_application_password($id, ['name' => 'Tests']));
    $users[$login] = [
        'id' => $id,
        'password' => "$login-password",
        'app_password' => WP_Application_Passwords::chunk_password($password),
    ];
}
echo json_encode($users, JSON_PRETTY_PRINT), "\n";
