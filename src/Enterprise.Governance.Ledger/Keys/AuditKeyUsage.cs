namespace Enterprise.Governance.Ledger;

/// <summary>What a database's events say of a key: how many name it, and where and when they begin and end. Nothing is verified. Immutable.</summary>
/// <param name="Kid">The key's id, as the events have it.</param>
/// <param name="Events">How many events name the key.</param>
/// <param name="Runs">How many runs those are of.</param>
/// <param name="FirstSeq">The lowest position of one in its run.</param>
/// <param name="LastSeq">The highest position of one in its run.</param>
/// <param name="FirstTimestamp">The earliest time, as it is stored.</param>
/// <param name="LastTimestamp">The latest time, as it is stored.</param>
public sealed record AuditKeyUsage(string Kid, long Events, long Runs, long FirstSeq, long LastSeq, string FirstTimestamp, string LastTimestamp);
