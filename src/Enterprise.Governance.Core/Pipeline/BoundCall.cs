using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Pipeline;

/// <summary>A call whose arguments are canonical and bound to the run by a salted digest.</summary>
internal sealed class BoundCall
{
    private BoundCall(ActionCall call, byte[] args, string digest, bool isErased)
    {
        IsErased = isErased;
        Call = call;
        Args = args;
        Digest = digest;
        ClaimKey = call.IdempotencyKey is { } key ? "k:" + key : "d:" + digest;
    }

    internal ActionCall Call { get; }

    /// <summary>Gets the canonical arguments: what policies see, what approvers see, what the chain keeps.</summary>
    internal byte[] Args { get; }

    internal string Digest { get; }

    /// <summary>Gets whether the run's salt was erased: then there is no digest, since one without a salt could be guessed, and nothing to hold against those that are stored.</summary>
    internal bool IsErased { get; }

    internal string ClaimKey { get; }

    internal bool HasKey => Call.IdempotencyKey is not null;

    internal static bool TryBind(ActionCall call, ReadOnlySpan<byte> salt, CanonicalJsonOptions rules, [NotNullWhen(true)] out BoundCall? bound, [NotNullWhen(false)] out string? problem)
    {
        bound = null;
        try
        {
            byte[] args = CanonicalJson.Canonicalize(call.Args.Span, rules);
            problem = args[0] == (byte)'{' ? null : "the arguments must be a JSON object";
            if (problem is null)
                bound = new BoundCall(call, args, salt.IsEmpty ? "" : ComputeDigest(call, args, salt), salt.IsEmpty);
        }
        catch (CanonicalJsonException e)
        {
            problem = e.Message;
        }

        return bound is not null;
    }

    /// <summary>HMAC-SHA256(salt of the run, JCS([action, tool, args])), lower-case hexadecimal.</summary>
    private static string ComputeDigest(ActionCall call, byte[] args, ReadOnlySpan<byte> salt)
    {
        ArrayBufferWriter<byte> text = new(args.Length + 200);
        text.Write("["u8);
        CanonicalJson.WriteString(call.Action, text);
        text.Write(","u8);
        if (call.Tool is null)
            text.Write("null"u8);
        else
            CanonicalJson.WriteString(call.Tool, text);
        text.Write(","u8);
        text.Write(args);
        text.Write("]"u8);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(salt, text.WrittenSpan, mac);
        return Convert.ToHexStringLower(mac);
    }
}
