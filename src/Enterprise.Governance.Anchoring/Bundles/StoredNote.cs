namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>A stored checkpoint, read, with the key of the log that has signed it.</summary>
internal sealed record StoredNote(SignedNote Note, Checkpoint Checkpoint, NoteVerifierKey Key);
