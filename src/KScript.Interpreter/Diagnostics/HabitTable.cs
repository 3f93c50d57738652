// The rows of habits, by what they are about.
namespace KScript.Interpreter.Diagnostics;

/// <summary>The table of habits.</summary>
internal static class HabitTable
{
    private const string Programs = "programs are declared in the script: `program worker(n) { print n }`";
    private const string NoNull = "there is no null: a call that fails gives -1, and `errno` says why; in a child, `fork` gives 0";
    private const string Masks = "signals stand side by side, and `all` is all of them";
    private const string Modules = "there are no modules: a script is one file";
    private const string Main = "a script runs from its first line to its last: there is no `main`";
    private const string Braces = "blocks stand in braces: `if x == 1 { print x }`";
    private const string Terminals = "`terminal tty0` declares a terminal; a child that has called setsid gets it by `take_terminal tty0`";
    private const string Bursts = "`compute` takes CPU time, `sleep` waits";
    private const string Tables = "a script and the REPL show tables: `ps`, `tree`, `queues`";

    /// <summary>Names of values.</summary>
    public static Habit[] Values { get; } =
    [
        new("True", "true"), new("False", "false"), new("TRUE", "true"), new("FALSE", "false"), new("NULL", null, NoNull),
        new("nullptr", null, NoNull), new("None", null, NoNull), new("nil", null, NoNull), new("null", null, NoNull),
        new("undefined", null, NoNull), new("EXIT_SUCCESS", "exit 0"), new("EXIT_FAILURE", "exit 1"),
        new("SIG_IGN", "signal SIGCHLD ignore"), new("SIG_DFL", "signal SIGCHLD default"),
        new("SIG_ERR", null, "a call that fails gives -1, and `errno` says why"), new("WAIT_ANY", "wait -1"),
        new("WAIT_MYPGRP", "wait 0"), new("argv", "program worker(n) { print n }", "what a program is given are its parameters"),
        new("argc", "program worker(n) { print n }", "what a program is given are its parameters"),
        new("environ", null, "there is no environment: programs have parameters"),
        new("STDIN_FILENO", null, "nothing is read: a script has no input"),
        new("stdin", null, "nothing is read: a script has no input"), new("STDOUT_FILENO", "print \"text\""),
        new("STDERR_FILENO", "print \"text\""), new("stdout", "fflush()"), new("stderr", "print \"text\""), new("__name__", null, Main),
        new("__file__", null, Main), new("WCOREFLAG", "WCOREDUMP(status)"),
        new("RLIMIT_OFILE", "setrlimit(RLIMIT_NOFILE, 10)"), new("SIGSTKSZ", null, "a handler runs on the process's own stack"),
        new("SA_ONSTACK", null, "a handler runs on the process's own stack"), new("SA_RESTORER", null, "handlers return by themselves"),
    ];

    /// <summary>Names of functions and commands, words of statements; what stands behind a module, and methods.</summary>
    public static Habit[] Words { get; } =
    [
        // Processes.
        new("clone3", "clone(CLONE_VM, SIGCHLD) { exit 1 }", "the child's code stands in a block"),
        new("wait3", "wait nohang"), new("openpty", null, Terminals), new("forkpty", null, Terminals), new("login_tty", null, Terminals),
        new("posix_openpt", null, Terminals), new("stty", null, "a terminal's modes: `tcsetattr t, TCSANOW, tcgetattr(t) | TOSTOP`"),
        new("vhangup", null, "the world outside hangs up: `hangup tty0`"),
        new("exit_group", "_exit 1"), new("_Exit", "_exit 1"), new("quick_exit", "_exit 1"), new("atexit", "atexit { print 1 }"),
        new("on_exit", "atexit { print 1 }"), new("at_quick_exit", null, "`atexit { print 1 }` is for `exit`; `_exit` runs nothing"),
        new("execl", "exec worker(3)", Programs), new("execlp", "exec worker(3)", Programs), new("execle", "exec worker(3)", Programs),
        new("execv", "exec worker(3)", Programs), new("execvp", "exec worker(3)", Programs), new("execvpe", "exec worker(3)", Programs),
        new("execve", "exec worker(3)", Programs), new("execveat", "exec worker(3)", Programs),
        new("fexecve", "exec worker(3)", Programs), new("system", "wait spawn worker(3)", Programs),
        new("popen", "spawn worker(3)", Programs),
        new("posix_spawnp", "spawn worker(3)", Programs),
        new("daemon", "fork { setsid(); fork { pause } }", "what daemon() does, in its steps"), new("setpgrp", "setpgid(0, 0)"),
        new("tkill", "thread_kill gettid(), SIGTERM"),
        new("pthread_create", "thread { compute 3 }"), new("pthread_self", "print gettid()"), new("thrd_create", "thread { compute 3 }"),
        new("geteuid", "getuid()", "the effective user is the real one"),
        new("seteuid", "setuid(1000)", "the effective user is the real one"),

        // Signals.
        new("sigvec", "signal SIGTERM default"), new("bsd_signal", "signal SIGTERM default"),
        new("sysv_signal", "signal SIGTERM default resethand"), new("sigignore", "signal SIGCHLD ignore"),
        new("sigblock", "block SIGCHLD"),
        new("sigsetmask", "sigprocmask(SIG_SETMASK, [SIGCHLD])"), new("pthread_sigmask", "block SIGCHLD"),
        new("sigemptyset", "block SIGCHLD SIGTERM", Masks), new("sigfillset", "block all", Masks),
        new("sigaddset", "block SIGCHLD SIGTERM", Masks), new("sigdelset", "unblock SIGTERM", Masks),
        new("sigismember", "print SIGTERM in sigpending()", Masks), new("siginterrupt", "signal SIGTERM default restart"),
        new("sigaltstack", null, "a handler runs on the process's own stack"),
        new("strsignal", "print WTERMSIG(status)", "the trace names signals"),
        new("psignal", "print WTERMSIG(status)", "the trace names signals"),

        new("trap", "on SIGINT { print \"caught\" }"),
        new("nohup", "signal SIGHUP ignore"), new("disown", "signal SIGHUP ignore"),

        // Time.
        new("usleep", "sleep 20ms"), new("clock_nanosleep", "sleep 20ms"), new("ualarm", "alarm 20ms"),
        new("timer_create", "alarm 20ms", "alarm and setitimer set the timers that there are"), new("time", "now()", "virtual time, in ticks"),
        new("clock", "cputime(2)"),
        new("gettimeofday", "now()", "virtual time, in ticks"), new("clock_gettime", "now()", "virtual time, in ticks"),
        new("timeout", "alarm 5"),

        // Errors and output.
        new("perror", "print errno"), new("strerror", "print errno"), new("puts", "print \"text\""), new("putchar", "print \"text\""),
        new("fputs", "print \"text\""), new("echo", "print \"text\""), new("println", "print \"text\""),
        new("fprintf", "printf(\"%d\\n\", 3)"), new("sprintf", "printf(\"%d\\n\", 3)"), new("snprintf", "printf(\"%d\\n\", 3)"),
        new("dprintf", "printf(\"%d\\n\", 3)"), new("eprintln", "print \"text\""), new("panic", "abort"),
        new("scanf", null, "nothing is read: a script has no input"), new("input", null, "nothing is read: a script has no input"),

        // Values and functions.
        new("strlen", "len(\"text\")"), new("strcmp", "print \"a\" == \"b\""), new("strcat", "print \"a\" + \"b\""),
        new("strstr", "print \"b\" in \"abc\""), new("sizeof", "len([1, 2])"), new("length", "len([1, 2])"), new("size", "len([1, 2])"),
        new("atoi", "int(\"12\")"), new("strtol", "int(\"12\")"), new("itoa", "str(12)"), new("string", "str(12)"),
        new("rand", "choose([1, 2, 3])", "`machine seed=1` makes the choices others"),
        new("random", "choose([1, 2, 3])", "`machine seed=1` makes the choices others"),
        new("srand", "machine seed=1", "at the top of the file"), new("range", "for i in 0..3 { print i }"),
        new("seq", "for i in 0..3 { print i }"), new("append", "list += [1]"),
        new("malloc", null, "values need no memory of their own"), new("free", null, "values need no memory of their own"),
        new("getenv", null, "there is no environment: programs have parameters"),
        new("setenv", null, "there is no environment: programs have parameters"),
        new("export", "let x = 1", "a child has a copy of every variable"), new("busy", "compute 5", Bursts),
        new("spin", "compute 5", Bursts),

        // The shell.
        new("fg", "kill 2, SIGCONT", "then `wait` for it: there is no job control"),
        new("bg", "kill 2, SIGCONT", "there is no job control"), new("pkill", "kill 2, SIGTERM", "processes are named by their pids"),
        new("killall", "kill 2, SIGTERM", "processes are named by their pids"), new("pgrep", "children(2)"),
        new("pidof", "children(2)"), new("ulimit", "setrlimit(RLIMIT_NPROC, 10)"), new("renice", "setpriority(PRIO_PROCESS, 2, 5)"),
        new("htop", "ps", Tables), new("pstree", "tree", Tables),
        new("strace", null, "the trace of a run shows its system calls"), new("source", null, Modules),
        new("taskset", "sched_setaffinity(0, [0])"), new("chrt", "sched_setscheduler(0, SCHED_FIFO, 5)"),
        new("date", "now()", "virtual time, in ticks"),

        // Words that begin statements elsewhere.
        new("import", null, Modules), new("from", null, Modules), new("use", null, Modules), new("include", null, Modules),
        new("package", null, Modules), new("require", null, Modules), new("mod", null, Modules), new("extern", null, Modules),
        new("struct", "let x = [1, 2]", "several values are a list"), new("union", "let x = [1, 2]", "several values are a list"),
        new("class", "let x = [1, 2]", "several values are a list"), new("typedef", "let x = [1, 2]", "variables have no types"),
        new("enum", "let x = 1", "names for numbers are variables"), new("impl", "fn f(x) { return x }"),
        new("trait", "fn f(x) { return x }"), new("lambda", "fn f(x) { return x }", "functions have names"),
        new("mut", "let x = 1", "every variable can be assigned"),
        new("goto", "loop { break }", "`break` and `continue` leave a round of a loop"), new("pass", null, "an empty block is `{ }`"),
        new("del", null, "a variable lives as long as its block"), new("global", null, "functions see the variables of the top level"),
        new("go", "thread { compute 3 }"), new("async", "thread { compute 3 }"), new("await", "wait"),
        new("chan", "shared ready = 0", "processes share variables"),
        new("make", "shared ready = 0", "processes share variables"), new("defer", "atexit { print 1 }"),
        new("match", "if 1 == 2 { print 1 } else { print 2 }"), new("with", null, "nothing has to be closed"),
        new("throw", "exit 1", "there are no exceptions: a call that fails gives -1"),

        // Modules.
        new("os.fork", "let pid = fork"), new("os.wait", "wait"), new("os.waitpid", "wait -1 nohang"), new("os._exit", "_exit 1"),
        new("os.abort", "abort"), new("os.kill", "kill 2, SIGTERM"), new("os.killpg", "killpg(2, SIGTERM)"), new("os.getpid", "getpid()"),
        new("os.getppid", "getppid()"), new("os.Getpid", "getpid()"), new("os.Exit", "exit 1"), new("os.setsid", "setsid()"),
        new("os.nice", "nice(5)"), new("os.execv", "exec worker(3)", Programs), new("os.system", "wait spawn worker(3)", Programs),
        new("sys.exit", "exit 1"), new("sys.argv", "program worker(n) { print n }"), new("time.sleep", "sleep 20ms"),
        new("time.Sleep", "sleep 20ms"), new("time.time", "now()"), new("signal.signal", "signal SIGTERM default"),
        new("signal.pause", "pause"), new("signal.alarm", "alarm 5"), new("signal.Notify", "on SIGTERM { print 1 }"),
        new("signal.Ignore", "signal SIGTERM ignore"), new("subprocess.run", "wait spawn worker(3)", Programs),
        new("subprocess.Popen", "spawn worker(3)", Programs), new("syscall.Kill", "kill 2, SIGTERM"),
        new("syscall.Exec", "exec worker(3)", Programs), new("exec.Command", "spawn worker(3)", Programs),
        new("fmt.Println", "print \"text\""), new("fmt.Printf", "printf(\"%d\\n\", 3)"), new("console.log", "print \"text\""),
        new("process.exit", "exit 1"), new("multiprocessing.Process", "fork { compute 3 }"),
        new("threading.Thread", "thread { compute 3 }"),

        // Ends of blocks.
        new("done", null, Braces), new("fi", null, Braces), new("esac", null, Braces), new("end", null, Braces),

        // Methods.
        new(".append", "list += [1]"), new(".push", "list += [1]"), new(".push_back", "list += [1]"), new(".size", "len([1, 2])"),
        new(".length", "len([1, 2])"), new(".len", "len([1, 2])"), new(".terminate", "kill 2, SIGTERM"),
        new(".kill", "kill 2, SIGKILL"), new(".poll", "wait 2 nohang"), new(".communicate", "wait 2"), new(".wait", "wait 2"),
        new(".start", "fork { compute 3 }"), new(".Wait", "wait"), new(".returncode", "WEXITSTATUS(status)"),
        new(".pid", "getpid()", "`fork` gives the child's pid"), new(".si_pid", "print info.pid"), new(".si_signo", "print info.signo"),
    ];
}
