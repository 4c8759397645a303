<?php
// The configuration of every throwaway blog. BLOG_DIR is the blog's own folder; the code is shared and read-only.
$blog = getenv('BLOG_DIR');
if (!$blog || !is_dir($blog)) {
    http_response_code(500);
    exit('BLOG_DIR does not name a folder.');
}

define('DB_NAME', 'wordpress');
define('DB_USER', '');
define('DB_PASSWORD', '');
define('DB_HOST', '');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('DB_DIR', "$blog/database/");
define('DB_FILE', 'blog.sqlite');
$table_prefix = 'wp_';

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", "throwaway key of $name, worth nothing");
    define("{$name}_SALT", "throwaway salt of $name, worth nothing");
}

// A proxy in front may speak TLS. The blog answers under whatever address it was asked.
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
    $_SERVER['HTTPS'] = 'on';
}
$scheme = ($_SERVER['HTTPS'] ?? '') === 'on' ? 'https' : 'http';
$host = preg_replace('~[^A-Za-z0-9.:\[\]-]~', '', $_SERVER['HTTP_HOST'] ?? '127.0.0.1');
define('WP_HOME', "$scheme://$host");
define('WP_SITEURL', WP_HOME);
define('WP_CONTENT_DIR', "$blog/wp-content");
define('WP_CONTENT_URL', WP_HOME . '/wp-content');

define('WP_ENVIRONMENT_TYPE', 'local');   // application passwords work without TLS
define('DISABLE_WP_CRON', true);          // scheduled posts go out when a test asks for wp-cron.php
define('WP_HTTP_BLOCK_EXTERNAL', true);   // the blog calls nobody
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISALLOW_FILE_MODS', true);
define('WP_DEBUG', false);

if (!defined('ABSPATH')) {
    define('ABSPATH', getenv('BLOG_TREE') . '/');
}
require_once ABSPATH . 'wp-settings.php';
