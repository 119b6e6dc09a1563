using System.Buffers;
using System.Buffers.Binary;

namespace Enterprise.Governance.Json.Canonicalization;

internal ref partial struct CanonicalWriter
{
    private const int InsertionSortLimit = 24;
    private const ulong NotAscii = 0x8080808080808080;

    private void ReadName(ref Frame frame)
    {
        if (PeekToken() != (byte)'"')
            throw Unexpected("a member name in quotes was expected");
        int offset = _position;
        int start = _length;
        bool escaped = ReadString();
        if (_memberCount == _members.Length)
            Grow(ref _members, _memberCount);
        ref Member member = ref _members[_memberCount++];
        member = new() { Start = start, NameStart = start + 1, NameLength = _length - start - 2, InputOffset = offset };
        if (escaped)
            KeepUnescapedName(ref member);
        ReadOnlySpan<byte> name = NameOf(member);
        member.Beginning = BeginningOf(name);
        if (_reserved is not null && name.SequenceEqual(_reserved))
            throw Refuse(CanonicalJsonError.ReservedMember, $"the member name `{_options.ReservedMember}` is reserved", offset);
        if (_memberCount - frame.MembersStart > 1 && frame.Sorted)
        {
            int order = Compare(_members[_memberCount - 2], member);
            if (order == 0)
                throw Refuse(CanonicalJsonError.DuplicateKey, "an object has the same member name twice", offset);
            frame.Sorted = order < 0;
        }

        if (PeekToken() != (byte)':')
            throw Unexpected("a colon was expected after a member name");
        _position++;
        Append((byte)':');
    }

    private void KeepUnescapedName(ref Member member)
    {
        ReadOnlySpan<byte> canonical = _output.AsSpan(member.NameStart, member.NameLength);
        if (_names.Length - _namesLength < canonical.Length)
            Grow(ref _names, _namesLength, canonical.Length);
        member.NameStart = _namesLength;
        for (int i = 0; i < canonical.Length; i++)
        {
            byte value = canonical[i];
            if (value == (byte)'\\')
            {
                value = canonical[++i] switch
                {
                    (byte)'b' => 0x08,
                    (byte)'t' => 0x09,
                    (byte)'n' => 0x0A,
                    (byte)'f' => 0x0C,
                    (byte)'r' => 0x0D,
                    (byte)'u' => byte.Parse(canonical.Slice(i + 3, 2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture),
                    byte itself => itself,
                };
                if (canonical[i] == (byte)'u')
                    i += 4;
            }

            _names[_namesLength++] = value;
        }

        member.NameLength = _namesLength - member.NameStart;
        member.NameIsUnescapedCopy = true;
    }

    private readonly ReadOnlySpan<byte> NameOf(in Member member) =>
        (member.NameIsUnescapedCopy ? _names : _output).AsSpan(member.NameStart, member.NameLength);

    /// <summary>Sorts the members of a closing object and moves their texts.</summary>
    private void Rearrange(ref Frame frame)
    {
        Span<Member> members = _members.AsSpan(frame.MembersStart, _memberCount - frame.MembersStart);
        Sort(members);
        for (int i = 1; i < members.Length; i++)
        {
            if (members[i - 1].Beginning == members[i].Beginning && NameOf(members[i - 1]).SequenceEqual(NameOf(members[i])))
            {
                int offset = Math.Max(members[i - 1].InputOffset, members[i].InputOffset);
                throw Refuse(CanonicalJsonError.DuplicateKey, "an object has the same member name twice", offset, members[i]);
            }
        }

        int bodyStart = frame.OutputStart + 1;
        int bodyLength = _length - bodyStart;
        if (_scratch.Length < bodyLength)
            Grow(ref _scratch, 0, bodyLength);
        int at = 0;
        foreach (ref readonly Member member in members)
        {
            if (at > 0)
                _scratch[at++] = (byte)',';
            int length = member.End - member.Start;
            _output.AsSpan(member.Start, length).CopyTo(_scratch.AsSpan(at));
            at += length;
        }

        _scratch.AsSpan(0, bodyLength).CopyTo(_output.AsSpan(bodyStart));
    }

    private readonly void Sort(Span<Member> members)
    {
        if (members.Length > InsertionSortLimit)
        {
            members.Sort(new MemberComparer(_output, _names));
            return;
        }

        for (int i = 1; i < members.Length; i++)
        {
            Member member = members[i];
            int at = i;
            while (at > 0 && Compare(members[at - 1], member) > 0)
            {
                members[at] = members[at - 1];
                at--;
            }

            members[at] = member;
        }
    }

    /// <summary>Orders members by their names; most differ in their first bytes.</summary>
    private readonly int Compare(in Member left, in Member right) => left.Beginning != right.Beginning && ((left.Beginning | right.Beginning) & NotAscii) == 0
        ? left.Beginning.CompareTo(right.Beginning)
        : CompareNames(NameOf(left), NameOf(right));

    private static ulong BeginningOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(name);
        ulong beginning = 0;
        for (int i = 0; i < name.Length; i++)
            beginning |= (ulong)name[i] << (56 - (8 * i));
        return beginning;
    }

    /// <summary>Orders names by UTF-16 code units (RFC 8785 section 3.2.3) while looking at their UTF-8.</summary>
    private static int CompareNames(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length - right.Length;
        byte a = left[same], b = right[same];

        // Supplementary code points (lead bytes F0..F4) are surrogates D800..DFFF in UTF-16: before U+E000..U+FFFF (EE, EF).
        if (a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0))
            return a >= 0xF0 ? -1 : 1;
        return a - b;
    }

    private sealed class MemberComparer(byte[] output, byte[] names) : IComparer<Member>
    {
        public int Compare(Member x, Member y) => CompareNames(Name(x), Name(y));

        private ReadOnlySpan<byte> Name(in Member member) =>
            (member.NameIsUnescapedCopy ? names : output).AsSpan(member.NameStart, member.NameLength);
    }
}
