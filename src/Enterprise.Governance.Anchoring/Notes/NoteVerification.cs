using System.Collections.Immutable;

namespace Enterprise.Governance.Anchoring;

/// <summary>Which of the known keys have signed a note.</summary>
/// <param name="Verified">The keys whose signature holds, in the order of the lines.</param>
/// <param name="Refuted">The keys that a line names and that have not signed this text.</param>
public sealed record NoteVerification(ImmutableArray<NoteVerifierKey> Verified, ImmutableArray<NoteVerifierKey> Refuted)
{
    /// <summary>Gets whether a known key has signed, and no line abuses the name of one.</summary>
    public bool Holds => !Verified.IsEmpty && Refuted.IsEmpty;
}
