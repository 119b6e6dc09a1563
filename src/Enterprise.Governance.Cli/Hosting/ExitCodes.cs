namespace Enterprise.Governance.Cli.Hosting;

/// <summary>What the process returns. Scripts depend on these: they do not change.</summary>
internal static class ExitCodes
{
    internal const int Done = 0;

    /// <summary>The machine failed: a file or the database cannot be read or written.</summary>
    internal const int Failed = 1;

    /// <summary>Wrong usage, configuration or input.</summary>
    internal const int Refused = 2;

    /// <summary>Verification, or another check that was asked for, found something.</summary>
    internal const int Findings = 3;

    /// <summary>There is no such run, approval or checkpoint.</summary>
    internal const int NotFound = 4;

    /// <summary>The approval was not decided: it had been before, it may not be by this person, or they thought better of it.</summary>
    internal const int NotDecided = 5;

    /// <summary>Ended by the user or the system.</summary>
    internal const int Cancelled = 130;
}
