using System.ComponentModel.DataAnnotations;
using ReferenceServer.Authentication;

namespace ReferenceServer.Hosting;

/// <summary>What the sample itself is told, in the section <c>Server</c>.</summary>
internal sealed class ServerOptions
{
    /// <summary>Gets or sets the maildir that mail is put into.</summary>
    [Required]
    public string Maildir { get; set; } = "maildir";

    /// <summary>Gets or sets who mail is from.</summary>
    [Required, EmailAddress]
    public string MailFrom { get; set; } = "agent@reference-server.example";

    /// <summary>Gets or sets the hosts that <c>http:get</c> may ask, over https; <c>127.0.0.1:8080</c> also over http, as written.</summary>
    public IList<string> HttpHosts { get; set; } = [];

    /// <summary>Gets or sets who may log in.</summary>
    public IList<UserEntry> Users { get; set; } = [];

    /// <summary>Gets the capabilities of each role; see <see cref="ServerCapabilities"/>.</summary>
    public IDictionary<string, IList<string>> Roles { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>Gets or sets how long a session lasts, used or not.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Gets or sets how long a session lasts without a request.</summary>
    public TimeSpan SessionIdleTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets or sets how many attempts to log in one address has a minute.</summary>
    [Range(1, 1_000_000)]
    public int LoginsPerAddress { get; set; } = 60;

    /// <summary>Gets or sets how many attempts to log in one key has a minute, from wherever.</summary>
    [Range(1, 1_000_000)]
    public int LoginsPerKey { get; set; } = 20;

    /// <summary>Gets or sets who issues the bearer tokens that are taken; they are signed with <c>JWT_SECRET</c>.</summary>
    public string JwtIssuer { get; set; } = "reference-server";

    /// <summary>Gets or sets whom bearer tokens must be for.</summary>
    public string JwtAudience { get; set; } = "reference-server";

    /// <summary>Gets or sets the networks of proxies whose word about the caller's address, scheme and host is taken, such as <c>10.0.0.0/8</c>; this machine's own always is.</summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>Gets or sets how many runs of one tenant are carried out at a time, by all workers together.</summary>
    [Range(1, 1000)]
    public int RunsPerTenant { get; set; } = 4;

    /// <summary>Gets or sets how many runs one worker carries out at a time.</summary>
    [Range(1, 1000)]
    public int RunsPerWorker { get; set; } = 8;

    /// <summary>Gets or sets for how many seconds a worker that says nothing still has its run; after that another one goes on with it.</summary>
    [Range(2, 60)]
    public int LeaseSeconds { get; set; } = 15;

    /// <summary>Gets or sets for how many minutes a run waits for a model that cannot be reached or is busy, before it fails.</summary>
    [Range(1, 1440)]
    public int ModelPatienceMinutes { get; set; } = 15;

    /// <summary>Gets or sets the port on which a worker answers probes; it listens nowhere without one.</summary>
    [Range(1, 65535)]
    public int? WorkerPort { get; set; }

    /// <summary>Gets or sets after how many seconds a run that has grown is verified again, and when the next round of all of them begins.</summary>
    [Range(1, 86400)]
    public int VerifySeconds { get; set; } = 30;

    /// <summary>Gets or sets how many runs are verified in that time at most: of those that have grown, and, rounded up to whole runs a second, of the round.</summary>
    [Range(1, 100_000)]
    public int VerifyRuns { get; set; } = 100;

    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
