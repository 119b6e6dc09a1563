namespace Enterprise.Governance.Policies;

/// <summary>What an engine loads and how it watches. Set in code; policies themselves never come from <c>IConfiguration</c>.</summary>
public sealed class PoliciesOptions
{
    /// <summary>Gets the sources, read in this order.</summary>
    /// <value>Empty by default: the set without rules.</value>
    public IList<IPolicySource> Sources { get; } = [];

    /// <summary>Gets or sets what is decided in phases that <see cref="DefaultEffectsByPhase"/> does not name, where no rule decides.</summary>
    /// <value><see cref="PolicyEffect.Allow"/> by default, or <see cref="PolicyEffect.Deny"/>.</value>
    public PolicyEffect DefaultEffect { get; set; } = PolicyEffect.Allow;

    /// <summary>Gets what is decided in single phases where no rule decides.</summary>
    /// <value>Empty by default; each is <see cref="PolicyEffect.Allow"/> or <see cref="PolicyEffect.Deny"/>.</value>
    public IDictionary<string, PolicyEffect> DefaultEffectsByPhase { get; } = new Dictionary<string, PolicyEffect>(StringComparer.Ordinal);

    /// <summary>
    /// Gets or sets whether what the lint calls an error refuses a set as any other error does. Linting sets of thousands of rules takes seconds, within <see cref="PolicyLintOptions.WorkBudget"/>.
    /// </summary>
    /// <value><see langword="false"/> by default: nothing is linted.</value>
    public bool FailOnLintErrors { get; set; }

    /// <summary>Gets or sets catalogue and budget of the lint that <see cref="FailOnLintErrors"/> asks for.</summary>
    /// <value><see cref="PolicyLintOptions.Default"/> by default.</value>
    public PolicyLintOptions Lint { get; set; } = PolicyLintOptions.Default;

    /// <summary>Gets or sets whether changes of the sources are looked for.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>Gets or sets how often the sources are read to see whether they have changed; the most that a change without a hint goes unseen.</summary>
    /// <value>10 seconds by default; from 100 milliseconds to 1 day.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long there must be no further hint of a change before the sources are read, so that no half-written file is.</summary>
    /// <value>250 milliseconds by default; from 0 to <see cref="PollInterval"/>.</value>
    public TimeSpan ReloadDebounce { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds a source of one file.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The same options.</returns>
    public PoliciesOptions AddFile(string path)
    {
        Sources.Add(PolicySource.File(path));
        return this;
    }

    /// <summary>Adds a source of all files <c>*.json</c> in a directory.</summary>
    /// <param name="path">The directory's path.</param>
    /// <returns>The same options.</returns>
    public PoliciesOptions AddDirectory(string path)
    {
        Sources.Add(PolicySource.Directory(path));
        return this;
    }

    /// <summary>Adds a source of text.</summary>
    /// <param name="json">An array of rules or an object with <c>policies</c>.</param>
    /// <param name="name">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <returns>The same options.</returns>
    public PoliciesOptions AddText(string json, string? name = null)
    {
        Sources.Add(PolicySource.Text(json, name));
        return this;
    }
}
