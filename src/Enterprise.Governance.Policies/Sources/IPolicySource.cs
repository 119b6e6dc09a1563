namespace Enterprise.Governance.Policies;

/// <summary>Where policy files come from. Implementations are thread-safe; <see cref="PolicySource"/> has those for text, files and directories.</summary>
public interface IPolicySource
{
    /// <summary>Reads all files as they are now.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The files in an order that does not change between calls, and a diagnostic for each that cannot be read. Exceptions other than
    /// cancellation are bugs: what goes wrong outside the program is a diagnostic.
    /// </returns>
    ValueTask<PolicySourceContent> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Begins to watch for changes.</summary>
    /// <param name="changed">Called when something may have changed: a hint that may be late, repeated, wrong or missing, since the engine also polls.</param>
    /// <returns>Ends the watch when disposed; <see langword="null"/> if the source gives no hints.</returns>
    IDisposable? Watch(Action changed);
}
