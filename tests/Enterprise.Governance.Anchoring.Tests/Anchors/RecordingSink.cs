namespace Enterprise.Governance.Anchoring.Tests.Anchors;

/// <summary>Keeps what it gets, cosigned if it is a witness; fails as often as it is told to.</summary>
internal sealed class RecordingSink : ICheckpointSink
{
    public string Name => "recording";

    internal int Failures { get; set; }

    internal NoteSigningKey? Witness { get; init; }

    internal List<SignedNote> Notes { get; } = [];

    internal List<Checkpoint> Checkpoints { get; } = [];

    public ValueTask<IReadOnlyList<NoteSignature>> PublishAsync(SignedNote note, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        if (Failures-- > 0)
            throw new IOException("the sink is full");
        Notes.Add(note);
        Checkpoints.Add(checkpoint);
        return ValueTask.FromResult<IReadOnlyList<NoteSignature>>(Witness is null ? [] : [Witness.Cosign(note.Text, DateTimeOffset.UnixEpoch)]);
    }
}
