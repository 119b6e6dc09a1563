namespace Enterprise.Governance.Ledger;

/// <summary>Kinds of findings; <see cref="VerifyReport.WriteTo"/> writes them in snake case.</summary>
public enum VerifyFindingKind
{
    /// <summary>The hash is not that of the stored text.</summary>
    HashMismatch,

    /// <summary>The link is not the stored hash of the event before.</summary>
    PrevMismatch,

    /// <summary>Events before this one are missing; the finding's seq is the first that is.</summary>
    Gap,

    /// <summary>A column differs from the text, or the table of runs from <c>run.started</c>.</summary>
    ColumnMismatch,

    /// <summary>The text is not its own canonical form; only found in strict mode.</summary>
    NotCanonical,

    /// <summary>The text belongs to another run.</summary>
    WrongRun,

    /// <summary>The head row is not the last event.</summary>
    HeadMismatch,

    /// <summary>The ring does not have the key.</summary>
    UnknownKey,

    /// <summary>An older key came after a newer one.</summary>
    KeyRegression,

    /// <summary>The head knows of later events than there are.</summary>
    Truncated,

    /// <summary>A checkpoint names the run, the database does not have it.</summary>
    MissingRun,

    /// <summary>The content differs from what was anchored.</summary>
    AnchorMismatch,

    /// <summary>The log is shorter than a retained checkpoint says.</summary>
    LogRollback,

    /// <summary>The log is not an extension of a retained checkpoint's.</summary>
    LogFork,
}
