namespace Enterprise.Governance;

/// <summary>Says whether a store can do its work now. A store's registration adds one; a host's health check asks all.</summary>
public interface IStoreHealth
{
    /// <summary>Asks the store.</summary>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>What it says, or <see langword="null"/> if no store of the container uses this database. Failures of the database are values here, not exceptions.</returns>
    ValueTask<StoreHealth?> CheckAsync(CancellationToken cancellationToken = default);
}
