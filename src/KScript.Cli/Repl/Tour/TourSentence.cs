// The sentences of the tour beside the texts of its steps. Another language says each of them, which a test asserts.
namespace KScript.Cli.Repl.Tour;

/// <summary>What the tour may say of what it saw, and of itself; the values that go into each stand in the English text.</summary>
internal enum TourSentence
{
    Looked,
    Forked,
    ChildCalled,
    Collected,
    CollectedByInit,
    ZombieMade,
    ZombieShown,
    KilledInVain,
    OrphanMade,
    OrphanShown,
    Handles,
    SignalsLost,
    RestCollected,
    HandlerLooped,
    GrandchildAdopted,
    MiddleCollected,
    GrandchildCollected,
    BackAtZombie,
    BackBeforeIt,
    NeverZombie,
    CollectedInHandler,
    PolicyChosen,
    Demoted,
    WaitsBelow,
    RunsBelow,
    BothEnded,

    /// <summary>Before what was seen.</summary>
    Done,
    /// <summary>Above the list of chapters.</summary>
    Chapters,
    /// <summary>The tour begins.</summary>
    Begins,
    /// <summary>A chapter begins, with a machine of its own.</summary>
    FreshMachine,
    /// <summary>Before lines that do a step.</summary>
    ForExample,
    /// <summary>Several inputs came, and the step is not done.</summary>
    Stuck,
    /// <summary>No process is left that takes input.</summary>
    NobodyLeft,
    /// <summary>A chapter is over.</summary>
    ChapterOver,
    /// <summary>The last one is.</summary>
    TourOver,
    /// <summary>The user's own session is back.</summary>
    Stopped,
    /// <summary>The command needs the tour to be going on.</summary>
    NotOnTour,
    /// <summary>What :tour takes.</summary>
    Usage,
    /// <summary>There is nothing before the first step.</summary>
    FirstStep,
}
