/*
 * native("name") and Native("name"): how the Moddable SDK lets a script reach C. There the compiler
 * resolves them; here they are two global functions over the generated table. Every function object
 * is made once, in the shared machine, so that a call makes no garbage.
 */
#include "machine.h"

static void find_by_name(txMachine* the, const char* what) {
    char message[256];
    txID id = fxFindName(the, fxToString(the, mxArgv(0)));
    if (id != XS_NO_ID) {
        mxPushSlot(mxFunction);
        mxGetID(id);
        mxPullSlot(mxResult);
        if (mxIsReference(mxResult)) return;
    }
    snprintf(message, sizeof(message), "%s(\"%s\"): no such C function on this host", what,
             fxToString(the, mxArgv(0)));
    mxReferenceError("%s", message);
}

static void call_native(txMachine* the) { find_by_name(the, "native"); }

static void call_native_class(txMachine* the) { find_by_name(the, "Native"); }

/* The base constructor behind `class X extends Native("...")`: a host object without data. */
void native_construct(txMachine* the, txDestructor destructor) {
    txSlot* prototype;
    if (mxIsUndefined(mxTarget)) mxTypeError("call a native class with new");
    mxPushSlot(mxTarget);
    prototype = fxGetPrototypeFromConstructor(the, &mxObjectPrototype);
    fxNewHostObject(the, destructor);
    the->stack->value.reference->value.instance.prototype = prototype;
    mxPullSlot(mxResult);
    mxPop();
}

static void define_on_stack_top(txMachine* the, const char* name) {
    /* stack: value, holder */
    txSlot* holder = fxToInstance(the, the->stack + 1);
    txSlot* property = mxBehaviorSetProperty(the, holder, fxID(the, (txString)name), 0, XS_OWN);
    property->flag = XS_DONT_ENUM_FLAG;
    property->kind = the->stack->kind;
    property->value = the->stack->value;
    mxPop();
}

/* trace(...): what it is given, as text, to the process's standard error. */
static void trace(txMachine* the) {
    for (txInteger index = 0; index < mxArgc; index++)
        fputs(fxToString(the, mxArgv(index)), stderr);
    fflush(stderr);
}

void native_install(txMachine* the) {
    fxBeginHost(the);
    mxPush(mxGlobal);

    fxNewHostFunction(the, trace, 1, XS_NO_ID, XS_NO_ID);
    define_on_stack_top(the, "trace");

    fxNewHostFunction(the, call_native, 1, XS_NO_ID, XS_NO_ID);
    for (const struct native_function* entry = native_functions; entry->name; entry++) {
        fxNewHostFunction(the, entry->function, 0, XS_NO_ID, XS_NO_ID);
        define_on_stack_top(the, entry->name);
    }
    define_on_stack_top(the, "native");

    fxNewHostFunction(the, call_native_class, 1, XS_NO_ID, XS_NO_ID);
    for (const struct native_class* entry = native_classes; entry->name; entry++) {
        fxNewHostObject(the, NULL);
        fxNewHostConstructor(the, entry->constructor, 0, XS_NO_ID);
        define_on_stack_top(the, entry->name);
    }
    define_on_stack_top(the, "Native");

    mxPop();
    fxEndHost(the);
}
