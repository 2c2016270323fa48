/** Data sets, file readers, splits and preprocessing. */
module dev.lanewise.data {
    requires transitive dev.lanewise.nn;
    requires de.siegmar.fastcsv;
    requires java.net.http;

    exports dev.lanewise.data;
    exports dev.lanewise.data.download;
    exports dev.lanewise.data.io;
    exports dev.lanewise.data.prep;
    exports dev.lanewise.data.sets;
}
