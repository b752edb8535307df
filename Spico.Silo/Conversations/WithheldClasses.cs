using Google.Protobuf.Collections;
using Spico.Protocol.V1;

namespace Spico.Silo.Conversations;

/// <summary>A set of data classes as bits, as <see cref="Streams.StreamAccess.Withheld"/> holds it.</summary>
internal static class WithheldClasses
{
    private static readonly DataClass[] All = [DataClass.Social, DataClass.Medical, DataClass.Restricted];

    /// <summary>Whether a message may be of a class; some are of dossiers alone.</summary>
    public static bool IsOfConversation(DataClass dataClass) =>
        dataClass == DataClass.Unspecified || Array.IndexOf(All, dataClass) >= 0;

    /// <summary>Reads a set; false when it names a class that does not exist or cannot be withheld.</summary>
    public static bool TryRead(RepeatedField<DataClass> classes, out uint set)
    {
        set = 0;
        foreach (DataClass dataClass in classes)
        {
            if (Array.IndexOf(All, dataClass) < 0)
            {
                return false;
            }

            set |= 1u << (int)dataClass;
        }

        return true;
    }

    /// <summary>The bits of a set that was checked when it was written.</summary>
    public static uint Of(RepeatedField<DataClass> classes)
    {
        uint set = 0;
        foreach (DataClass dataClass in classes)
        {
            set |= 1u << (int)dataClass;
        }

        return set;
    }

    /// <summary>The classes of a set.</summary>
    public static IEnumerable<DataClass> In(uint set) => All.Where(dataClass => (set & (1u << (int)dataClass)) != 0);
}
