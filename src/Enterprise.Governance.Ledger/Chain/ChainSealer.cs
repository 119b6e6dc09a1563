using System.Security.Cryptography;
using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger.Chain;
using Enterprise.Governance.Ledger.Keys;
using Enterprise.Governance.Ledger.Personal;

namespace Enterprise.Governance.Ledger;

/// <summary>Prepares events and seals them into a chain. For stores: it knows the keys and the format, not the database. Thread-safe.</summary>
public sealed class ChainSealer
{
    /// <summary>More than the envelope can need around the data: a run id of 200 characters (600 bytes), a kid of 64, a type of 100, and what is fixed.</summary>
    private const int EnvelopeBytes = 1024;

    private readonly TimeProvider _time;
    private readonly int _maxEventBytes;
    private readonly CanonicalJsonOptions _checkedJson;

    // Taken and given back by exchange: whoever comes meanwhile makes another one.
    private ChainHasher? _spareHasher;

    // Replaced as a whole; an append reads it once. Null until there is a ring.
    private volatile SealingKeys? _keys;

    /// <summary>Creates a sealer.</summary>
    /// <param name="keys">The audit keys.</param>
    /// <param name="options">The limits of an event.</param>
    /// <param name="timeProvider">The clock of events; the system's if absent.</param>
    public ChainSealer(AuditKeyRing keys, LedgerOptions? options = null, TimeProvider? timeProvider = null)
        : this(options, timeProvider)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Offer(keys);
    }

    /// <summary>Creates a sealer that gets its keys from <see cref="LiveAuditKeys"/>.</summary>
    /// <param name="options">The limits of an event.</param>
    /// <param name="timeProvider">The clock of events; the system's if absent.</param>
    public ChainSealer(LedgerOptions? options = null, TimeProvider? timeProvider = null)
    {
        options ??= new LedgerOptions();
        _time = timeProvider ?? TimeProvider.System;
        _maxEventBytes = options.MaxEventBytes;
        DataRules = new CanonicalJsonOptions { MaxDepth = options.MaxDepth, RefuseRoundedIntegers = true, ReservedMember = Commitment.Member };
        _checkedJson = DataRules with { RefuseRoundedIntegers = false };
    }

    /// <summary>Gets what is refused in an event's data: depth, integers that a double would round, and the member <c>$commit</c>.</summary>
    public CanonicalJsonOptions DataRules { get; }

    internal AuditKeyRing? Keys => _keys?.Ring;

    /// <summary>Gets or sets what asks for newer keys; nothing where the ring is all there is.</summary>
    internal Func<CancellationToken, ValueTask<bool>>? Refresh { get; set; }

    internal bool IsActivated => _keys is { Generation: > 0 };

    /// <summary>Checks and canonicalises an event, gives it its time and takes out its personal values.</summary>
    /// <param name="ledgerEvent">The event.</param>
    /// <returns>The event, ready for a store.</returns>
    /// <exception cref="LedgerException">The data is refused (<c>event_not_canonical</c>, with the JSON path) or too large (<c>event_too_large</c>), personal values included; or one of
    /// <see cref="LedgerEvent.PersonalPointers"/> is (<c>personal_pointer_invalid</c>).</exception>
    public PreparedEvent Prepare(LedgerEvent ledgerEvent) => Prepare(ledgerEvent, DataRules);

    /// <summary>Does the same for an event that a library writes around parts that it has held against <see cref="DataRules"/> before.</summary>
    /// <param name="ledgerEvent">The event. The canonical form of an exact integer above 2^53 need not be exact in its digits, so it is not checked twice.</param>
    /// <returns>The event, ready for a store.</returns>
    /// <exception cref="LedgerException">As <see cref="Prepare(LedgerEvent)"/> says.</exception>
    public PreparedEvent PrepareChecked(LedgerEvent ledgerEvent) => Prepare(ledgerEvent, _checkedJson);

    private PreparedEvent Prepare(LedgerEvent ledgerEvent, CanonicalJsonOptions rules)
    {
        ArgumentNullException.ThrowIfNull(ledgerEvent);
        byte[] data;
        try
        {
            data = CanonicalJson.Canonicalize(ledgerEvent.Data.Span, rules);
        }
        catch (CanonicalJsonException e)
        {
            throw new LedgerException("event_not_canonical", $"the data of event `{ledgerEvent.Type}` is refused: {e.Message}", innerException: e);
        }

        if (data[0] != (byte)'{')
            throw new LedgerException("event_not_canonical", $"the data of event `{ledgerEvent.Type}` must be a JSON object");
        RequireSize(ledgerEvent.Type, data.Length);
        string timestamp = EventTimestamp.Format(_time.GetUtcNow());
        if (ledgerEvent.PersonalPointers.IsEmpty)
            return new PreparedEvent(ledgerEvent.Type, timestamp, data);

        // A commitment may be longer than what it stands for.
        PersonalData personal = PersonalData.Split(ledgerEvent.Type, data, ledgerEvent.PersonalPointers, static () => RandomNumberGenerator.GetBytes(PersonalValue.SaltBytes));
        RequireSize(ledgerEvent.Type, personal.Data.Length);
        return new PreparedEvent(ledgerEvent.Type, timestamp, personal);
    }

    private void RequireSize(string type, int length)
    {
        if (length > _maxEventBytes - EnvelopeBytes)
            throw new LedgerException("event_too_large", $"the data of event `{type}` has {length} bytes in canonical form; at most {_maxEventBytes - EnvelopeBytes} are allowed, so that the event stays within {_maxEventBytes}");
    }

    /// <summary>Returns what the store needs to recognise this ring's keys.</summary>
    /// <returns>One registration per key, the active one first; generations are the store's.</returns>
    /// <exception cref="InvalidOperationException">The sealer was made without a ring and has none yet.</exception>
    public IReadOnlyList<AuditKeyRecord> DescribeKeys() => (Keys ?? throw NotOpened()).Describe();

    /// <summary>Tells the sealer what the store knows of the keys; must happen once before <see cref="Seal"/>.</summary>
    /// <param name="records">All keys of the database, after registration.</param>
    /// <exception cref="LedgerException">A key of this ring has another secret or algorithm than the database knows (<c>audit_key_changed</c>).</exception>
    public void Activate(IReadOnlyList<AuditKeyRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        Activate(Keys ?? throw NotOpened(), records);
    }

    /// <summary>Seals with another ring from now on; what is being sealed keeps the one before.</summary>
    internal void Activate(AuditKeyRing ring, IReadOnlyList<AuditKeyRecord> records)
    {
        foreach (AuditKeyRecord mine in ring.Describe())
        {
            if (records.FirstOrDefault(record => record.Kid == mine.Kid) is { } stored && stored.CheckValue != mine.CheckValue)
                throw new LedgerException("audit_key_changed", $"the audit key `{mine.Kid}` is not the one this database was written with; give a new secret a new kid");
        }

        long generation = records.FirstOrDefault(record => record.Kid == ring.Active.Kid)?.Generation
            ?? throw new LedgerException("audit_keys_invalid", $"the audit key `{ring.Active.Kid}` was not activated in the database");
        _keys = new SealingKeys(ring, generation);
    }

    /// <summary>Sets a ring to verify with; it seals nothing before <see cref="Activate(AuditKeyRing, IReadOnlyList{AuditKeyRecord})"/>.</summary>
    internal void Offer(AuditKeyRing ring) => _keys = new SealingKeys(ring, 0);

    /// <summary>Seals events after <paramref name="head"/>.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="head">The run's head, read under the lock that the caller holds until it has stored the result; <see langword="null"/> for a new run.</param>
    /// <param name="events">The events in order.</param>
    /// <param name="readKeys">Reads the database's keys; called only when the head was made with a newer key than this process's active one.</param>
    /// <returns>The rows to store and the new head.</returns>
    /// <exception cref="LedgerException">The head's key is newer than every key of this process (<c>audit_key_behind</c>, transient): see <see cref="LedgerException.CatchUpAsync"/>.</exception>
    public SealedEvents Seal(string runId, RunHead? head, IReadOnlyList<PreparedEvent> events, Func<IReadOnlyList<AuditKeyRecord>> readKeys)
    {
        ArgumentNullException.ThrowIfNull(events);
        (AuditKey key, long generation) = ChooseKey(head, readKeys);
        long seq = head?.Seq ?? 0;
        string prevHash = head?.Hash ?? "";
        StoredEvent[] rows = new StoredEvent[events.Count];
        EnvelopeWriter envelope = new(key.Algorithm, key.Kid, runId);
        ChainHasher hasher = Interlocked.Exchange(ref _spareHasher, null) ?? new ChainHasher();
        Span<byte> hash = stackalloc byte[ChainHasher.Size];
        for (int i = 0; i < rows.Length; i++)
        {
            PreparedEvent next = events[i];
            seq++;
            byte[] canonical = envelope.Write(next.Data, seq, next.Timestamp, next.Type);
            hasher.Compute(key, key.Algorithm, prevHash, canonical, hash);
            string hex = Convert.ToHexStringLower(hash);
            rows[i] = new StoredEvent(runId, seq, next.Timestamp, next.Type, canonical, prevHash, hex, key.Kid, key.Algorithm) { PersonalValues = next.PersonalValues };
            prevHash = hex;
        }

        Interlocked.Exchange(ref _spareHasher, hasher)?.Dispose();
        return new SealedEvents(rows, new RunHead(seq, prevHash, generation));
    }

    private (AuditKey Key, long Generation) ChooseKey(RunHead? head, Func<IReadOnlyList<AuditKeyRecord>> readKeys)
    {
        if (_keys is not { Generation: > 0 } keys)
            throw NotOpened();
        if (head is null || head.KeyGeneration <= keys.Generation)
            return (keys.Ring.Active, keys.Generation);
        string? kid = readKeys().FirstOrDefault(record => record.Generation == head.KeyGeneration)?.Kid;
        if (kid is not null && keys.Ring.TryGet(kid, out AuditKey? newer))
            return (newer, head.KeyGeneration);
        throw Behind(keys, kid);
    }

    // Apart, so that only a refusal makes a closure.
    private LedgerException Behind(SealingKeys keys, string? kid) =>
        new("audit_key_behind", $"the run was continued with a newer audit key, `{kid ?? "?"}`, which this process does not have yet", isTransient: true) { AskForKeys = token => RenewAsync(keys, token) };

    /// <summary>Asks for newer keys, unless others have come since the refusal.</summary>
    /// <returns>Whether the keys are others than those that were behind.</returns>
    private async ValueTask<bool> RenewAsync(SealingKeys behind, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_keys, behind) && Refresh is { } refresh)
            await refresh(cancellationToken).ConfigureAwait(false);
        return !ReferenceEquals(_keys, behind);
    }

    private static InvalidOperationException NotOpened() => new("The ledger was not opened: its keys are not registered.");
}
