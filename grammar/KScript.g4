// The syntax of KScript, and the only definition of it. The C# under src/KScript.Interpreter/Parsing/Generated comes from
// this file: run grammar/regenerate.sh after a change.
//
// Between lexer and parser stands a token filter (Parsing/TokenFilter.cs), so that the rules below need no look-ahead of
// more than three tokens. It does what a context-free rule cannot say well:
//   - a newline that ends nothing is dropped, and runs of newlines and semicolons become one NEWLINE between statements;
//   - the `{` that opens the body of `if`, `while`, `repeat`, `for` becomes BODY, so that `fork` in a header is the bare one;
//   - `f(` becomes CALL and `a[` becomes INDEX; a name that starts a command (`setpgid 0, 0`) becomes COMMAND;
//   - a minus in front of an operand becomes NEGATE, and the sign in SIGRTMIN+1 becomes OFFSET;
//   - between the arguments of a command, the comma that may be left out before a signal's name is put in;
//   - words that are reserved in their own statement only (marked 'soft' below) become ID everywhere else;
//   - brackets always pair up here: it reports the ones that do not, and repairs them.
grammar KScript;

tokens { COMMAND, CALL, INDEX, BODY, NEGATE, OFFSET }

// ---------------------------------------------------------------------------------------------------------------------
// Files and statements

// A whole script.
file : stmts EOF ;

// What --sched and --set take: the rest of a `sched` or `machine` line.
settingsLine : (name setting* | setting+) EOF ;

// The filter leaves no separator at the start or the end; the first `stmt` is optional so that a parse can go on behind one
// that is wrong from its first token on.
stmts : stmt? (NEWLINE stmt)* ;

// The body of a header, and the block of everything else.
body : BODY stmts RBRACE ;
block : LBRACE stmts RBRACE ;

stmt
    : LET name ASSIGN value                                             # letStmt
    | SHARED name ASSIGN value                                          # sharedStmt
    | IF expr body (ELSE IF expr body)* (ELSE block)?                   # ifStmt
    | WHILE expr body                                                   # whileStmt
    | LOOP block                                                        # loopStmt
    | REPEAT expr body                                                  # repeatStmt
    | FOR name IN expr (RANGE expr)? body                               # forStmt
    | BREAK                                                             # breakStmt
    | CONTINUE                                                          # continueStmt
    | RETURN value?                                                     # returnStmt
    | PRINT (CALL exprs? RPAREN | exprs)?                               # printStmt
    | ASSERT (CALL expr (COMMA expr)? RPAREN | expr (COMMA expr)?)      # assertStmt
    | UNTIL expr                                                        # untilStmt
    | (EXIT | EXIT_NOW) expr?                                           # exitStmt
    | ATEXIT block                                                      # atExitStmt
    | SYNC name name*                                                   # syncStmt
    | SEMAPHORE name ASSIGN expr                                        # semaphoreStmt
    | TERMINAL name name*                                               # terminalStmt
    | FN name CALL parameters? RPAREN block                             # functionDecl
    | PROGRAM name (CALL parameters? RPAREN)? block                     # programDecl
    | JOB name setting* block                                           # jobDecl
    | JOBS name? setting+                                               # jobsDecl
    | SCHED name setting*                                               # schedDecl
    | MACHINE setting+                                                  # machineDecl
    | (ALWAYS | FINALLY | EVENTUALLY) expr                              # propertyDecl
    | ALLOW name name?                                                  # allowDecl
    | IMPORT (STRING | name)                                            # importDecl
    | command                                                           # commandStmt
    | expr (assignment value | LEADS TO expr)?                          # exprStmt
    ;

assignment
    : op=(ASSIGN | PLUS_ASSIGN | MINUS_ASSIGN | STAR_ASSIGN | SLASH_ASSIGN | PERCENT_ASSIGN | OR_ASSIGN | AND_ASSIGN)
    ;

// What may stand on the right of `=` and `return`: an expression, or a command that gives a value (`let left = sleep 60`).
value
    : command                                                           # commandValue
    | expr                                                              # exprValue
    ;

// A call without parentheses.
command
    : COMMAND exprs? (TIMEOUT expr)?                                    # callCommand
    | IO expr (ON name)?                                                # ioCommand
    ;

parameters : name (COMMA name)* ;

// ---------------------------------------------------------------------------------------------------------------------
// Settings: `sched mlfq q=10,20,40`, `machine tick=1ms`, `jobs n=100 arrival=poisson(5) burst=1..9`

setting : name ASSIGN settingValue (COMMA settingValue)* ;
settingValue : settingAtom (RANGE settingAtom)? ;
settingAtom
    : NEGATE? (INT | FLOAT | TIME)
    | name (CALL (settingValue (COMMA settingValue)*)? RPAREN)?
    | TRUE | FALSE | STRING
    ;

// ---------------------------------------------------------------------------------------------------------------------
// Expressions, tightest first; C's precedence

exprs : expr (COMMA expr)* ;

expr
    : operand                                                           # operandExpr
    | expr op=(STAR | SLASH | PERCENT) expr                             # binaryExpr
    | expr op=(PLUS | MINUS) expr                                       # binaryExpr
    | expr op=(SHL | SHR) expr                                          # binaryExpr
    | expr op=(LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | IN) expr   # binaryExpr
    | expr op=(EQUAL | NOT_EQUAL) expr                                  # binaryExpr
    | expr op=AMP expr                                                  # binaryExpr
    | expr op=CARET expr                                                # binaryExpr
    | expr op=PIPE expr                                                 # binaryExpr
    | expr op=AND expr                                                  # binaryExpr
    | expr op=OR expr                                                   # binaryExpr
    ;

// What binds tighter than any binary operator.
operand
    : op=(NOT | TILDE | NEGATE) operand                                 # unaryExpr
    | (INT | TIME | FLOAT | TRUE | FALSE)                               # literalExpr
    | launch                                                            # launchExpr
    | WAIT (CALL exprs? RPAREN | waited)? WAIT_FLAG*                    # waitExpr
    | JOIN operand                                                      # joinExpr
    | SIGNAL signal (IGNORE | DEFAULT | name) signalFlag*               # signalExpr
    | ON signal signalFlag* block signalFlag*                           # onExpr
    | SIGNAL_SET signals?                                               # signalSetExpr
    | atom trailer*                                                     # postfixExpr
    ;

// What makes a task, or a new image of one.
launch
    : FORK (CALL RPAREN | name? block)?                                 # forkExpr
    | (EXEC | SPAWN) (name (CALL exprs? RPAREN)? | STRING)              # execExpr
    | (THREAD | VFORK) name? block                                      # threadExpr
    | CLONE CALL exprs? RPAREN block                                    # cloneExpr
    | CONTAINER name? limit* block                                      # containerExpr
    | CGROUP name limit* block?                                         # cgroupExpr
    | ENTER (name | INT | (CALL | LPAREN) expr RPAREN) block            # enterExpr
    | PIPELINE block (PIPE block)+                                      # pipelineExpr
    | CAPTURE block                                                     # captureExpr
    ;

// For whom `wait` waits: `wait p`, `wait -pgid`, `wait fork { … }`.
limit : name ASSIGN (NEGATE? INT | name) ;

waited : NEGATE? (INT | atom trailer*) | launch ;

atom
    : name (CALL exprs? RPAREN)?                                        # nameAtom
    | RECORD CALL field (COMMA field)* COMMA? RPAREN                    # recordAtom
    | SIGNAL_NAME OFFSET (INT | name)                                   # offsetAtom
    | STRING                                                            # stringAtom
    | LPAREN expr RPAREN                                                # parenAtom
    | LBRACKET (expr (COMMA expr)* COMMA?)? RBRACKET                    # listAtom
    ;

field : name ASSIGN expr ;

trailer
    : DOT name                                                          # memberTrailer
    | INDEX expr RBRACKET                                               # indexTrailer
    ;

// Signals stand side by side: `block SIGTERM SIGINT`, `mask all`. SIGRTMIN+1 is a signal too.
signals : ALL | signal nextSignal* ;
signal : INT | atom trailer* ;
nextSignal : SIGNAL_NAME (OFFSET (INT | name))? ;
signalFlag : SIGNAL_FLAG | MASK signals ;

name : ID | SIGNAL_NAME ;

// ---------------------------------------------------------------------------------------------------------------------
// Words. Reserved everywhere:

LET : 'let' ;
SHARED : 'shared' ;
IF : 'if' ;
ELSE : 'else' ;
WHILE : 'while' ;
LOOP : 'loop' ;
REPEAT : 'repeat' ;
FOR : 'for' ;
IN : 'in' ;
BREAK : 'break' ;
CONTINUE : 'continue' ;
FN : 'fn' ;
RETURN : 'return' ;
PRINT : 'print' ;
ASSERT : 'assert' ;
UNTIL : 'until' ;
EXIT : 'exit' ;
EXIT_NOW : '_exit' ;
TRUE : 'true' ;
FALSE : 'false' ;
FORK : 'fork' ;
WAIT : 'wait' ;
EXEC : 'exec' ;
SPAWN : 'spawn' ;

// Soft: reserved in their own statement only, names elsewhere. The filter decides.

PROGRAM : 'program' ;
JOB : 'job' ;
JOBS : 'jobs' ;
SCHED : 'sched' ;
MACHINE : 'machine' ;
ALWAYS : 'always' ;
FINALLY : 'finally' ;
EVENTUALLY : 'eventually' ;
LEADS : 'leads' ;
TO : 'to' ;
ALLOW : 'allow' ;
IMPORT : 'import' ;
ATEXIT : 'atexit' ;
SYNC : 'mutex' | 'condition' | 'rwlock' ;
SEMAPHORE : 'semaphore' | 'barrier' ;
TERMINAL : 'terminal' ;
TIMEOUT : 'timeout' ;
THREAD : 'thread' ;
VFORK : 'vfork' ;
CLONE : 'clone' ;
CONTAINER : 'container' ;
CGROUP : 'cgroup' ;
ENTER : 'enter' ;
JOIN : 'join' ;
RECORD : 'record' ;
PIPELINE : 'pipeline' ;
CAPTURE : 'capture' ;
IO : 'io' ;
SIGNAL : 'signal' ;
ON : 'on' ;
SIGNAL_SET : 'block' | 'unblock' | 'sigsuspend' | 'sigwaitinfo' ;
ALL : 'all' ;
IGNORE : 'ignore' ;
DEFAULT : 'default' ;
MASK : 'mask' ;
SIGNAL_FLAG : 'nocldwait' | 'nocldstop' | 'restart' | 'nodefer' | 'resethand' ;
WAIT_FLAG : 'nohang' | 'untraced' | 'continued' | 'nowait' ;

// The name of a signal is a name, known by its form so that it can follow an expression without a comma.
SIGNAL_NAME : 'SIG' [A-Z] [A-Z0-9]* ;
ID : [A-Za-z_] [A-Za-z0-9_]* ;

// ---------------------------------------------------------------------------------------------------------------------
// Literals. A number that no rule takes (12abc, 0x) is BAD_NUMBER as a whole, so that it is one diagnostic.

INT : [0-9] [0-9_]* | '0' [xX] [0-9a-fA-F_]+ | '0' [bB] [01_]+ ;
FLOAT : [0-9]+ '.' [0-9]+ ;
TIME : [0-9] [0-9_]* ('.' [0-9]+)? ('us' | 'ms' | 's') ;
BAD_NUMBER : [0-9] [A-Za-z0-9_]* ('.' [0-9]+ [A-Za-z_] [A-Za-z0-9_]*)? ;

// A name with letters beyond ASCII, whole, for one diagnostic.
FOREIGN_NAME : FOREIGN_LETTER (FOREIGN_LETTER | [0-9])* ;
fragment FOREIGN_LETTER : [A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u1FFF\u3040-\uD7A3\uF900-\uFDFF] ;

STRING : '"' STRING_CHAR* '"' ;
UNTERMINATED : '"' STRING_CHAR* '\\'? ;
fragment STRING_CHAR : ~["\\\r\n] | '\\' ~[\r\n] ;

// Quotes of other languages: taken as strings after a diagnostic.
OTHER_QUOTES
    : '\'' ~['\r\n]* '\''
    | [\u201C\u201D\u201E] ~["\u201C\u201D\r\n]* ["\u201C\u201D]
    | [\u2018\u2019] ~['\u2018\u2019\r\n]* ['\u2018\u2019]
    ;

// ---------------------------------------------------------------------------------------------------------------------
// Punctuation

ASSIGN : '=' ;
PLUS_ASSIGN : '+=' ;
MINUS_ASSIGN : '-=' ;
STAR_ASSIGN : '*=' ;
SLASH_ASSIGN : '/=' ;
PERCENT_ASSIGN : '%=' ;
OR_ASSIGN : '|=' ;
AND_ASSIGN : '&=' ;
OR : '||' ;
AND : '&&' ;
PIPE : '|' ;
CARET : '^' ;
AMP : '&' ;
EQUAL : '==' ;
NOT_EQUAL : '!=' ;
LESS : '<' ;
LESS_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_EQUAL : '>=' ;
SHL : '<<' ;
SHR : '>>' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;
NOT : '!' ;
TILDE : '~' ;
LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LBRACE : '{' ;
RBRACE : '}' ;
COMMA : ',' ;
DOT : '.' ;
RANGE : '..' ;
SEMICOLON : ';' ;
NEWLINE : '\r'? '\n' ;

// Not KScript, but typed by habit: they reach the parser so that its diagnostic can name the KScript form.
INCREMENT : '++' | '--' ;
QUESTION : '?' ;
COLON : ':' ;
FOREIGN : '===' | '!==' | '**' | '->' | '=>' | ':=' | '<>' | '::' ;

// ---------------------------------------------------------------------------------------------------------------------
// What the parser never sees. Comments are kept for the formatter.

COMMENT : '#' ~[\r\n]* -> channel(HIDDEN) ;
FOREIGN_COMMENT : '//' ~[\r\n]* | '/*' .*? ('*/' | EOF) ;
JOINED : '\\' [ \t]* ('\r'? '\n' | EOF) -> channel(HIDDEN) ;
SPACE : [ \t\f\r\u000B\uFEFF]+ -> skip ;

// Anything else is a token, so that it is a diagnostic and the lexer never fails; binary data in long runs.
BAD_CHAR : [\u0000-\u0008\u000E-\u001F\u007F-\u00BF\uD800-\uF8FF\uFFF0-\uFFFF]+ | . ;
