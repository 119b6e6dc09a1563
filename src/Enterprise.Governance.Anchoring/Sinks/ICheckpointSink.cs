namespace Enterprise.Governance.Anchoring;

/// <summary>Keeps checkpoints where whoever has the database cannot change them. Called by one anchorer at a time, with every checkpoint in order, again after a failure.</summary>
public interface ICheckpointSink
{
    /// <summary>Gets a name for logs and metrics; it holds no secret.</summary>
    string Name { get; }

    /// <summary>Keeps a checkpoint.</summary>
    /// <param name="note">The signed note.</param>
    /// <param name="checkpoint">Its text, read.</param>
    /// <param name="cancellationToken">Stops it; it comes again.</param>
    /// <returns>Signature lines that are to be added to the stored note: those of a witness; mostly none.</returns>
    ValueTask<IReadOnlyList<NoteSignature>> PublishAsync(SignedNote note, Checkpoint checkpoint, CancellationToken cancellationToken);
}
