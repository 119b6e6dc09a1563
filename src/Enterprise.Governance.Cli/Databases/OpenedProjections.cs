using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>The projections of a database: those that it has, whichever host registered them.</summary>
internal sealed class OpenedProjections(IProjectionStore store, Func<CancellationToken, ValueTask<IReadOnlyList<ProjectionDefinition>>> find, params IAsyncDisposable[] owned) : IAsyncDisposable
{
    internal IProjectionStore Store => store;

    internal ValueTask<IReadOnlyList<ProjectionDefinition>> FindAsync(CancellationToken cancellationToken) => find(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in owned)
            await one.DisposeAsync();
    }
}
