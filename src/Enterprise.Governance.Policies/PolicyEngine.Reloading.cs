using System.Diagnostics;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Sources;

namespace Enterprise.Governance.Policies;

public sealed partial class PolicyEngine
{
    private static readonly ActivitySource s_activities = new(PoliciesDiagnostics.ActivitySourceName);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_started)
                return;
            PolicyLoadResult result = await LoadAsync(cancellationToken).ConfigureAwait(false);
            _ = result.GetSet();
            if (_reloadOnChange)
                _loop = new ReloadLoop(_sources, LookAsync, _pollInterval, _debounce, _timeProvider);
            _started = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<PolicyLoadResult> ReloadAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A reload that nobody waits for: what goes wrong is logged, and the next look tries again.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReloadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _metrics.Loaded("failed");
            Log.Failed(_logger, e, Current.Version);
        }
    }

    /// <summary>Reads the sources and, if they changed, puts a good set in force. Called under the gate.</summary>
    private async Task<PolicyLoadResult> LoadAsync(CancellationToken cancellationToken)
    {
        if (_fixed)
            return _lastResult!;
        using Activity? activity = s_activities.StartActivity(PoliciesDiagnostics.LoadActivity);
        SourceSnapshot snapshot = await SourceSnapshot.ReadAsync(_sources, cancellationToken).ConfigureAwait(false);
        if (_lastResult is not null && snapshot.Fingerprint == _fingerprint)
            return _lastResult;

        PolicyLoadResult result = snapshot.Load(_setOptions);
        if (_lint is not null && result.Set is { } loaded)
            result = new PolicyLoadResult(loaded, loaded.Lint(_lint).Errors, result.Warnings);
        if (result.Set is { } set && set.Version != _current?.Version)
        {
            if (_store is not null)
                await _store.WriteAsync(set.Version, set.Document, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _current, set);
            Notify(set);
        }

        // Only now: a load that the store or a cancellation stopped is tried again.
        _fingerprint = snapshot.Fingerprint;
        Volatile.Write(ref _lastResult, result);
        Report(result, snapshot.Files.Length);
        return result;
    }

    private void Report(PolicyLoadResult result, int files)
    {
        _metrics.Loaded(result.IsLoaded ? "loaded" : "refused");
        foreach (SourceDiagnostic error in result.Errors)
            Log.Broken(_logger, error.File ?? "(text)", error.Line, error.Column, error.Message, error.Help ?? "none", error.Code);
        foreach (SourceDiagnostic warning in result.Warnings)
            Log.Suspicious(_logger, warning.File ?? "(text)", warning.Line, warning.Column, warning.Message, warning.Help ?? "none", warning.Code);
        if (result.Set is { } set)
            Log.Loaded(_logger, set.Version, set.Rules.Length, files);
        else if (_current is { } current)
            Log.Kept(_logger, result.Errors.Length, current.Version);
    }

    private void Notify(PolicySet set)
    {
        foreach (Action<PolicySet> listener in _listeners)
        {
            try
            {
                listener(set);
            }
            catch (Exception e)
            {
                Log.ListenerFailed(_logger, e);
            }
        }
    }
}
