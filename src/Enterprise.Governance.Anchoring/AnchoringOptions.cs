using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring;

/// <summary>When checkpoints are made, by which key, and who gets them.</summary>
public sealed class AnchoringOptions
{
    /// <summary>Gets or sets the private key that signs checkpoints, as <see cref="NoteSigningKey.Export"/> gives it; its name is the name of the log.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>Gets the public keys that signed checkpoints of this log before, <c>NAME+KEYID+BASE64</c>: the anchorer goes on from a checkpoint that it knows the signer of, and from no other.</summary>
    public IList<string> PreviousKeys { get; } = [];

    /// <summary>Gets or sets how long after a checkpoint the next one is made, if anything has happened.</summary>
    /// <value>One second to one day; one minute by default.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how many events make a checkpoint before the interval is over; 0 for as many as there are. They are counted every <see cref="PollInterval"/>, by a join of all heads.</summary>
    /// <value>0 by default.</value>
    public long MaxPendingEvents { get; set; }

    /// <summary>Gets or sets how often pending events are counted.</summary>
    /// <value>100 milliseconds to one day; five seconds by default.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how many leaves one transaction appends at most; each has a checkpoint of its own.</summary>
    /// <value>1 to 100,000; 1,000 by default.</value>
    public int BatchSize { get; set; } = 1_000;

    /// <summary>Gets or sets how long another process waits before it takes the work of one that has died.</summary>
    /// <value>One second to one hour; half a minute by default.</value>
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets who gets every checkpoint. A checkpoint that nobody keeps outside of the database proves nothing against whoever has it.</summary>
    public IList<ICheckpointSink> Sinks { get; } = [];

    /// <summary>Validates the options and reads the key that signs, with the public keys whose checkpoints are taken for those of the log: its own and the former ones.</summary>
    /// <exception cref="OptionsValidationException">They are not valid.</exception>
    internal (NoteSigningKey Key, ImmutableArray<NoteVerifierKey> Known) ReadKeys()
    {
        ValidateOptionsResult validation = new AnchoringOptionsValidator().Validate(null, this);
        if (validation.Failed || !NoteSigningKey.TryParse(SigningKey, out NoteSigningKey? key))
            throw new OptionsValidationException(Options.DefaultName, typeof(AnchoringOptions), validation.Failures);
        return (key, [key.VerifierKey, .. PreviousKeys.Select(static text => NoteVerifierKey.TryParse(text, out NoteVerifierKey? known) ? known : throw new InvalidOperationException("checked above"))]);
    }
}
