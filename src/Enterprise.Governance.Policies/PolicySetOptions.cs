using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies;

/// <summary>What a policy set decides where no rule does. Immutable.</summary>
public sealed class PolicySetOptions
{
    private readonly PolicyEffect _defaultEffect;
    private readonly ImmutableSortedDictionary<string, PolicyEffect> _byPhase = ImmutableSortedDictionary.Create<string, PolicyEffect>(StringComparer.Ordinal);

    /// <summary>The defaults: what no rule decides is allowed.</summary>
    public static PolicySetOptions Default { get; } = new();

    /// <summary>Gets the effect in phases that <see cref="DefaultEffectsByPhase"/> does not name.</summary>
    /// <value><see cref="PolicyEffect.Allow"/> by default, or <see cref="PolicyEffect.Deny"/>.</value>
    /// <exception cref="ArgumentException">It is <see cref="PolicyEffect.RequireApproval"/>: an approval needs a rule that asks for it.</exception>
    public PolicyEffect DefaultEffect
    {
        get => _defaultEffect;
        init => _defaultEffect = Check(value, nameof(DefaultEffect));
    }

    /// <summary>Gets the effects of single phases, by the phase's name.</summary>
    /// <value>Empty by default; each is <see cref="PolicyEffect.Allow"/> or <see cref="PolicyEffect.Deny"/>.</value>
    /// <exception cref="ArgumentException">One is <see cref="PolicyEffect.RequireApproval"/>, or a name is no phase.</exception>
    public IReadOnlyDictionary<string, PolicyEffect> DefaultEffectsByPhase
    {
        get => _byPhase;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach ((string phase, PolicyEffect effect) in value)
            {
                if (!GovernanceIdentifier.IsValid(phase, out string? problem) || phase.Contains('*', StringComparison.Ordinal))
                    throw new ArgumentException($"a phase {problem ?? "must not hold `*`"}", nameof(DefaultEffectsByPhase));
                Check(effect, nameof(DefaultEffectsByPhase));
            }

            _byPhase = value.ToImmutableSortedDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// Reads <c>default_effect</c> of a file: <c>"allow"</c>, <c>"deny"</c>, or an object of these by phase in which <c>*</c> is every other phase.
    /// </summary>
    /// <param name="defaultEffect">The value in the file.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <returns>The options, or <see langword="null"/> if anything is wrong.</returns>
    public static PolicySetOptions? Read(SourceNode defaultEffect, ICollection<SourceDiagnostic> errors)
    {
        ArgumentNullException.ThrowIfNull(defaultEffect);
        ArgumentNullException.ThrowIfNull(errors);
        return DefaultEffectReader.Read(defaultEffect, errors);
    }

    internal PolicyEffect EffectOf(string phase) => _byPhase.TryGetValue(phase, out PolicyEffect effect) ? effect : _defaultEffect;

    /// <summary>Writes the normal form: one name, or an object where a phase differs.</summary>
    internal void WriteTo(Utf8JsonWriter writer)
    {
        KeyValuePair<string, PolicyEffect>[] different = [.. _byPhase.Where(pair => pair.Value != _defaultEffect)];
        if (different.Length == 0)
        {
            writer.WriteStringValue(_defaultEffect.ToJsonName());
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("*", _defaultEffect.ToJsonName());
        foreach ((string phase, PolicyEffect effect) in different)
            writer.WriteString(phase, effect.ToJsonName());
        writer.WriteEndObject();
    }

    private static PolicyEffect Check(PolicyEffect effect, string paramName) => effect is PolicyEffect.Allow or PolicyEffect.Deny
        ? effect
        : throw new ArgumentException("a default effect is `allow` or `deny`", paramName);
}
