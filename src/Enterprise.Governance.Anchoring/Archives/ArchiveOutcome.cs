namespace Enterprise.Governance.Anchoring;

/// <summary>Whether a run was archived.</summary>
public enum ArchiveOutcome
{
    /// <summary>Its events are in the bundle and in the database no more.</summary>
    Archived,

    /// <summary>It would be, were a directory given.</summary>
    Archivable,

    /// <summary>It stays; <see cref="ArchiveResult.Code"/> says why.</summary>
    Skipped,
}
