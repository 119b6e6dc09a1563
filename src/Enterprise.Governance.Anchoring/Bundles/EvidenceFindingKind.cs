namespace Enterprise.Governance.Anchoring;

/// <summary>Kinds of findings in a bundle; <see cref="EvidenceReport.WriteTo"/> writes them in snake case.</summary>
public enum EvidenceFindingKind
{
    /// <summary>The file is not in the format; what follows the line was not read.</summary>
    Malformed,

    /// <summary>An event belongs to another run than the header names.</summary>
    WrongRun,

    /// <summary>An event does not stand at its place.</summary>
    SeqMismatch,

    /// <summary>There are more or fewer events than header or leaf say.</summary>
    EventCountMismatch,

    /// <summary>The text of an event is not an envelope of chain format 1.</summary>
    EnvelopeMismatch,

    /// <summary>The text of an event is not its own canonical form.</summary>
    NotCanonical,

    /// <summary>The texts of the events are not those that the leaf commits to.</summary>
    ContentMismatch,

    /// <summary>A hash is not the one that the leaf, or the audit key, says.</summary>
    HashMismatch,

    /// <summary>The audit keys that were given do not have the key of an event.</summary>
    UnknownKey,

    /// <summary>A policy set is not named by an event, is missing, or its document is another one.</summary>
    PolicySetMismatch,

    /// <summary>The leaf does not stand in the log of the checkpoint.</summary>
    InclusionMismatch,

    /// <summary>The key of the bundle is not one of the log that the checkpoint names.</summary>
    CheckpointMismatch,

    /// <summary>A signature of the checkpoint does not hold.</summary>
    SignatureMismatch,

    /// <summary>None of the keys that are trusted is the log's and has signed the checkpoint.</summary>
    UntrustedSignature,

    /// <summary>A personal value is not the one that its event commits to.</summary>
    CommitmentMismatch,
}
