namespace Enterprise.Governance.Policies;

/// <summary>Holds the policy set in force and decides requests with it. Implementations are thread-safe.</summary>
public interface IPolicyEngine
{
    /// <summary>Gets the set in force. It changes as a whole; whoever decides twice on one matter keeps the reference.</summary>
    /// <exception cref="InvalidOperationException">The engine has not been started.</exception>
    PolicySet Current { get; }

    /// <summary>Gets what the last reading of the sources gave; with errors the set in force is an older one. <see langword="null"/> before the first reading.</summary>
    PolicyLoadResult? LastLoad { get; }

    /// <summary>Reads the sources for the first time and begins to watch them. Further calls do nothing.</summary>
    /// <param name="cancellationToken">Stops the start; it can be tried again.</param>
    /// <returns>A task that ends when <see cref="Current"/> can be used.</returns>
    /// <exception cref="PolicyLoadException">The sources have errors; the exception lists all of them.</exception>
    Task StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the sources again now. With errors the set in force stays.</summary>
    /// <param name="cancellationToken">Stops the reading; the set in force stays.</param>
    /// <returns>The set now in force, or everything that is wrong with the sources.</returns>
    Task<PolicyLoadResult> ReloadAsync(CancellationToken cancellationToken = default);

    /// <summary>Decides a request with <see cref="Current"/> and counts the decision.</summary>
    /// <param name="request">What is to be decided.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ArgumentException">The request cannot be decided, see <see cref="PolicySet.Evaluate"/>.</exception>
    /// <exception cref="InvalidOperationException">The engine has not been started.</exception>
    PolicyDecision Evaluate(in PolicyRequest request);

    /// <summary>Decides a request with a given set, such as the effective set of a tenant, and counts the decision.</summary>
    /// <param name="set">The set that decides.</param>
    /// <param name="request">What is to be decided.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ArgumentException">The request cannot be decided, see <see cref="PolicySet.Evaluate"/>.</exception>
    PolicyDecision Evaluate(PolicySet set, in PolicyRequest request);

    /// <summary>Calls <paramref name="listener"/> with every set that comes into force from now on, after it is in force.</summary>
    /// <param name="listener">Called from the reload, one call at a time; must be quick and must not throw.</param>
    /// <returns>Ends the calls when disposed.</returns>
    IDisposable OnChange(Action<PolicySet> listener);
}
