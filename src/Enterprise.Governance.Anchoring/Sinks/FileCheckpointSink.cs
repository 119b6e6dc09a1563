namespace Enterprise.Governance.Anchoring;

/// <summary>Keeps the latest checkpoint in a file, replaced as a whole.</summary>
/// <param name="path">The file; its directory is created.</param>
public sealed class FileCheckpointSink(string path) : ICheckpointSink
{
    private readonly string _path = Path.GetFullPath(path);

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<NoteSignature>> PublishAsync(SignedNote note, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        await DurableFile.ReplaceAsync(_path, note.ToString(), cancellationToken).ConfigureAwait(false);
        return [];
    }
}
