/** An application that trains. The backends come along as services: nothing here names them. */
module com.example.digits {
    requires dev.lanewise.data;
    requires dev.lanewise.nn;
}
