/*
 * Module resolution as on the board: a specifier names an entry of the manifest's module table;
 * a relative one is taken against the importer's own name. ".js" and ".mjs" are dropped.
 */
#include "machine.h"

#include "xsScript.h"

struct module_entry {
    char* specifier;
    char* path;
    int preload;
};

static struct module_entry* g_modules;
static int g_module_count;

static void add_module(char* line) {
    char* path = strchr(line, '\t');
    char* preload = path ? strchr(path + 1, '\t') : NULL;
    if (!preload) machine_end(kExitModule, "the module table has a line without three fields");
    *path++ = 0;
    *preload++ = 0;
    g_modules = realloc(g_modules, (size_t)(g_module_count + 1) * sizeof(*g_modules));
    if (!g_modules) machine_end(kExitOutOfMemory, "no memory for the module table");
    g_modules[g_module_count].specifier = strdup(line);
    g_modules[g_module_count].path = strdup(path);
    g_modules[g_module_count].preload = preload[0] == '1';
    g_module_count++;
}

void modules_read(const char* table_path) {
    char line[2 * C_PATH_MAX];
    FILE* file = fopen(table_path, "r");
    if (!file) machine_end(kExitModule, "the module table cannot be read");
    while (fgets(line, sizeof(line), file)) {
        line[strcspn(line, "\n")] = 0;
        if (line[0]) add_module(line);
    }
    fclose(file);
}

const char* modules_preloaded(int index) {
    for (int i = 0; i < g_module_count; i++)
        if (g_modules[i].preload && index-- == 0) return g_modules[i].specifier;
    return NULL;
}

static const struct module_entry* find_module(const char* specifier) {
    for (int i = 0; i < g_module_count; i++)
        if (!strcmp(g_modules[i].specifier, specifier)) return &g_modules[i];
    return NULL;
}

static void drop_extension(char* specifier) {
    char* slash = strrchr(specifier, '/');
    char* dot = strrchr(slash ? slash : specifier, '.');
    if (dot && (!strcmp(dot, ".js") || !strcmp(dot, ".mjs"))) *dot = 0;
}

/* Joins "./x" or "../../x" to the importer's folder; false where it would leave the tree. */
static int join_relative(char* joined, size_t joined_bytes, const char* importer,
                         const char* relative) {
    char folder[C_PATH_MAX];
    snprintf(folder, sizeof(folder), "/%s", importer);
    *strrchr(folder, '/') = 0;
    for (;;) {
        if (!strncmp(relative, "./", 2)) {
            relative += 2;
        } else if (!strncmp(relative, "../", 3)) {
            char* slash = strrchr(folder, '/');
            if (!slash) return 0;
            *slash = 0;
            relative += 3;
        } else {
            break;
        }
    }
    int length = snprintf(joined, joined_bytes, "%s/%s", folder, relative);
    if (length < 1 || (size_t)length >= joined_bytes) return 0;
    memmove(joined, joined + 1, (size_t)length);
    return 1;
}

txID fxFindModule(txMachine* the, txSlot* realm, txID importer_id, txSlot* slot) {
    char name[C_PATH_MAX];
    char joined[C_PATH_MAX];
    (void)realm;
    fxToStringBuffer(the, slot, name, sizeof(name));
    if (name[0] == '.') {
        if (importer_id == XS_NO_ID) return XS_NO_ID;
        if (!join_relative(joined, sizeof(joined), fxGetKeyName(the, importer_id), name))
            return XS_NO_ID;
        strcpy(name, joined);
    } else if (!strncmp(name, "moddable:", 9)) {
        memmove(name, name + 9, strlen(name) - 8);
    }
    drop_extension(name);
    return find_module(name) ? fxNewNameC(the, name) : XS_NO_ID;
}

static txScript* parse_module(txMachine* the, const char* path) {
    txParser parser_storage;
    txParser* parser = &parser_storage;
    txParserJump jump;
    txScript* volatile script = NULL;
    FILE* file = fopen(path, "r");
    if (!file) return NULL;
    fxInitializeParser(parser, the, the->parserBufferSize, the->parserTableModulo);
    parser->firstJump = &jump;
    if (c_setjmp(jump.jmp_buf) == 0) {
        txString source_map = NULL;
        parser->path = fxNewParserSymbol(parser, (txString)path);
        fxParserTree(parser, file, (txGetter)fgetc, 0, &source_map);
        fxParserHoist(parser);
        fxParserBind(parser);
        script = fxParserCode(parser);
    }
    fxTerminateParser(parser);
    fclose(file);
    return script;
}

void fxLoadModule(txMachine* the, txSlot* module, txID module_id) {
    const struct module_entry* entry = find_module(fxGetKeyName(the, module_id));
    txScript* script = entry ? parse_module(the, entry->path) : NULL;
    if (script) fxResolveModule(the, module, module_id, script, C_NULL, C_NULL);
}
